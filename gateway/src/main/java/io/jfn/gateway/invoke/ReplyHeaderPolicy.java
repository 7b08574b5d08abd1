// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.BiConsumer;

/** What of a function's reply its caller gets to see, and which replies are none. */
final class ReplyHeaderPolicy {
    static final int MOST_HEADERS = 100;
    static final int MOST_BYTES = 16 * 1024;

    /** No length was given. */
    static final long UNKNOWN = -1;

    private ReplyHeaderPolicy() {}

    /** What became of a reply's head: passed on, with the body's length or {@link #UNKNOWN}, or refused. */
    sealed interface Verdict {
        record Fit(long contentLength) implements Verdict {}

        record Unfit(String reason) implements Verdict {}
    }

    private static final Verdict OPEN_ENDED = new Verdict.Fit(UNKNOWN);

    /** Reads {@code from} once and gives what may pass to {@code to}, some of it before a refusal too. */
    static Verdict judge(int status, HttpHeaders from, BiConsumer<CharSequence, CharSequence> to) {
        if (status < 200 || status > 599) {
            return new Verdict.Unfit("the function answered with status " + status + ", which is not a final one");
        }
        List<String> named = from.contains(HttpHeaderNames.CONNECTION)
                ? HopByHop.named(from.getAll(HttpHeaderNames.CONNECTION))
                : List.of();
        int count = 0;
        int bytes = 0;
        long length = UNKNOWN;
        var headers = from.iteratorCharSequence();
        while (headers.hasNext()) {
            var header = headers.next();
            CharSequence name = header.getKey();
            CharSequence value = header.getValue();
            bytes += name.length() + value.length() + 4;
            if (++count > MOST_HEADERS || bytes > MOST_BYTES) {
                return new Verdict.Unfit("the function's reply has more than " + MOST_HEADERS + " headers or "
                        + MOST_BYTES + " bytes of them");
            }
            if (!HopByHop.isToken(name) || !HopByHop.isFieldValue(value)) {
                return new Verdict.Unfit(
                        "a header of the function's reply holds a character that is not allowed there");
            }
            if (HopByHop.same(name, HttpHeaderNames.CONTENT_LENGTH)) {
                if (length != UNKNOWN || length(value) < 0) {
                    return new Verdict.Unfit(
                            "the function's reply must give Content-Length once, as a number, or not at all");
                }
                length = length(value);
                if (status != 204) {
                    to.accept(HttpHeaderNames.CONTENT_LENGTH, value);
                }
            } else if (!HopByHop.is(name) && !isOurs(name) && !HopByHop.holds(named, name)) {
                to.accept(name, value);
            }
        }
        return length == UNKNOWN ? OPEN_ENDED : new Verdict.Fit(length);
    }

    /** Headers that only the gateway sets, and those that speak for the whole host, of which a function is one path. */
    private static boolean isOurs(CharSequence name) {
        return switch (name.length()) {
            case 6 -> HopByHop.same(name, HttpHeaderNames.SERVER);
            case 7 -> HopByHop.same(name, "alt-svc");
            case 25 -> HopByHop.same(name, "strict-transport-security") || HopByHop.begins(name, "x-jfn-");
            default -> HopByHop.begins(name, "x-jfn-");
        };
    }

    /** A Content-Length: digits only, of at most 18 places; -1 for anything else. */
    static long length(CharSequence text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return length;
    }
}
