// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads a function's answers on one connection, and knows of bytes behind them that are no answer yet. */
final class AnswerDecoder extends HttpResponseDecoder {
    private boolean withoutBody;

    AnswerDecoder(HttpDecoderConfig limits) {
        super(limits);
    }

    /** The next answer is that to a request of this method. */
    void asked(HttpMethod method) {
        withoutBody = method.equals(HttpMethod.HEAD);
    }

    /** Whether something came that is not part of a message so far: the beginning of one, which nobody asked for. */
    boolean hasRest() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return withoutBody || super.isContentAlwaysEmpty(message);
    }
}
