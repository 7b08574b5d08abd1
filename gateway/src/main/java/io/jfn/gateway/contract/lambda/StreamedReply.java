// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.contract.lambda.UrlReply.InvalidReplyException;
import io.jfn.gateway.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A reply that is passed on while it comes in, perhaps after a prelude that says its status and headers. */
final class StreamedReply implements RequestBody {
    private static final String WITH_PRELUDE = "application/vnd.awslambda.http-integration-response";

    private final RuntimeSession session;
    private final LambdaCall call;
    private final RuntimeConnection from;
    private final InstanceFailures failures;
    private @Nullable Prelude prelude;
    private boolean bodyless;
    private @Nullable Failure failure;

    StreamedReply(
            RuntimeSession session,
            LambdaCall call,
            RuntimeConnection from,
            InstanceFailures failures,
            HttpHeaders headers) {
        this.session = session;
        this.call = call;
        this.from = from;
        this.failures = failures;
        call.repliedBy(from);
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        if (type.regionMatches(true, 0, WITH_PRELUDE, 0, WITH_PRELUDE.length())) {
            prelude = new Prelude();
        } else {
            var plain = new DefaultHttpHeaders();
            plain.set(HttpHeaderNames.CONTENT_TYPE, type);
            head(200, plain);
        }
    }

    private void head(int status, HttpHeaders headers) {
        bodyless = status == 204 || status == 304 || call.isHead();
        if (!call.isAbandoned()) {
            call.exchange().head(status, headers);
        }
    }

    @Override
    public void data(ByteBuf data) {
        Prelude before = prelude;
        if (before != null && failure == null) {
            try {
                if (before.take(data)) {
                    prelude = null;
                    UrlReply said = UrlReply.prelude(before.json());
                    head(said.status(), said.headers());
                }
            } catch (InvalidReplyException e) {
                failure = failures.misbehaved(e.what());
            }
        }
        if (!data.isReadable() || failure != null || bodyless || call.isAbandoned()) {
            data.release();
        } else if (!call.exchange().write(data)) {
            from.read(false);
        }
    }

    @Override
    public void end(HttpHeaders trailers) {
        session.accepted(from);
        from.read(true);
        String category = trailers.get("Lambda-Runtime-Function-Error-Type");
        if (category != null) {
            var error = ErrorDocument.read(
                    decoded(trailers.get("Lambda-Runtime-Function-Error-Body", "")), category, "Function.Unknown");
            failure = failures.misbehaved("reported " + error + " while it replied", error.facts());
        } else if (prelude != null && failure == null) {
            failure = failures.misbehaved("ended its streamed response before the 8 zero bytes behind its prelude");
        }
        if (failure == null && !call.isAbandoned()) {
            call.exchange().end();
        }
        session.replied(call, failure);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
