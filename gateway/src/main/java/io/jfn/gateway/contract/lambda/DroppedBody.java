// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Reads past a body that nobody wants, and then does what is to be done; more than the limit ends the connection. */
final class DroppedBody implements RequestBody {
    private static final long LIMIT = 64L << 20;

    private final RuntimeConnection from;
    private final Runnable then;
    private long seen;

    DroppedBody(RuntimeConnection from, Runnable then) {
        this.from = from;
        this.then = then;
    }

    @Override
    public void data(ByteBuf data) {
        seen += data.readableBytes();
        data.release();
        if (seen > LIMIT) {
            from.close();
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        then.run();
    }
}
