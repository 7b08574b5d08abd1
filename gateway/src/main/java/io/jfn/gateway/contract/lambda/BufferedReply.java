// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.api.Outcome;
import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.contract.lambda.UrlReply.InvalidReplyException;
import io.jfn.gateway.exchange.Failure;
import io.netty.handler.codec.http.HttpHeaderNames;

/** A reply that came as one JSON document. */
record BufferedReply(RuntimeSession session, LambdaCall call, RuntimeConnection from, InstanceFailures failures) {
    /** 6 MiB and the 100 bytes that AWS Lambda grants. */
    static final int LIMIT = (6 << 20) + 100;

    void complete(CollectedBody body) {
        if (body.isOverflown()) {
            from.answer(
                    413,
                    ErrorDocument.json("RequestEntityTooLarge", "a response may have " + LIMIT + " bytes at most"));
            session.replied(
                    call,
                    Failure.of(
                            Outcome.TOO_LARGE,
                            failures.who() + " returned more than the " + LIMIT
                                    + " bytes that a reply may have; let it return less, or stream its response"));
            return;
        }
        session.accepted(from);
        try {
            UrlReply reply = UrlReply.read(body.bytes());
            if (!call.isAbandoned()) {
                pass(reply);
            }
            session.replied(call, null);
        } catch (InvalidReplyException e) {
            session.replied(call, failures.misbehaved(e.what()));
        }
    }

    private void pass(UrlReply reply) {
        boolean bodyless = reply.status() == 204 || reply.status() == 304;
        if (!bodyless) {
            reply.headers()
                    .set(
                            HttpHeaderNames.CONTENT_LENGTH,
                            Integer.toString(reply.body().readableBytes()));
        }
        call.exchange().head(reply.status(), reply.headers());
        if (!bodyless && reply.body().isReadable() && !call.isHead()) {
            call.exchange().write(reply.body());
        }
        call.exchange().end();
    }
}
