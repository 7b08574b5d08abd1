// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.gateway.contract.lambda.UrlReply.InvalidReplyException;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The JSON object and 8 zero bytes that begin a streamed response. */
final class Prelude {
    private static final int ZEROS = 8;
    private static final int LIMIT = 64 << 10;

    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int zeros;

    /** Takes from the data what belongs here; true when it is complete and the rest is body. */
    boolean take(ByteBuf data) throws InvalidReplyException {
        while (data.isReadable()) {
            byte next = data.readByte();
            if (next == 0) {
                if (++zeros == ZEROS) {
                    return true;
                }
            } else if (zeros > 0 || json.size() >= LIMIT) {
                throw new InvalidReplyException("streamed a response without a good prelude: JSON of at most " + LIMIT
                        + " bytes, then 8 zero bytes");
            } else {
                json.write(next);
            }
        }
        return false;
    }

    byte[] json() {
        return json.toByteArray();
    }
}
