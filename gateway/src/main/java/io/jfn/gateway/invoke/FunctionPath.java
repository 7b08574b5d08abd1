// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

/**
 * A request target of the form {@code /function/{name}/{path}?{query}}, read once and in one way only: what two readers
 * could take for different paths is refused, so that the function sees what was checked here.
 */
sealed interface FunctionPath {
    String PREFIX = "/function/";

    /**
     * A target that can be passed on as it is.
     *
     * @param name what stands in the name's place, whether a function has it or not
     * @param path the raw path behind the name, beginning with {@code /}
     * @param query the raw query without {@code ?}, empty for none
     */
    record Route(String name, String path, String query) implements FunctionPath {}

    /** A target that is not passed on; {@code reason} is fit to be shown. */
    record Flaw(String reason) implements FunctionPath {}

    /** Whether a raw request target belongs to functions at all. */
    static boolean isFor(String target) {
        return target.startsWith(PREFIX);
    }

    /** Reads a target for which {@link #isFor} holds. */
    static FunctionPath parse(String target) {
        int mark = target.indexOf('?');
        int end = mark < 0 ? target.length() : mark;
        for (int i = end; i < target.length(); i++) {
            if (isUnfit(target.charAt(i))) {
                return new Flaw("the query holds a character that must be percent-encoded");
            }
        }
        int slash = target.indexOf('/', PREFIX.length());
        int nameEnd = slash < 0 || slash > end ? end : slash;
        String flaw = flaw(target, PREFIX.length(), end);
        return flaw.isEmpty()
                ? new Route(
                        target.substring(PREFIX.length(), nameEnd),
                        nameEnd == end ? "/" : target.substring(nameEnd, end),
                        mark < 0 ? "" : target.substring(mark + 1))
                : new Flaw(flaw);
    }

    private static String flaw(String text, int from, int end) {
        int segment = from;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '/') {
                if (isDots(text, segment, i)) {
                    return "the path holds a dot segment";
                }
                if (text.charAt(i - 1) == '/') {
                    return "the path holds an empty segment ('//')";
                }
                segment = i + 1;
            } else if (c == '\\') {
                return "the path holds a backslash";
            } else if (isUnfit(c)) {
                return "the path holds a character that must be percent-encoded";
            } else if (c == '%') {
                int octet = octet(text, i, end);
                if (octet < 0) {
                    return "the path holds a '%' without two hex digits";
                }
                if (octet == '/' || octet == '\\' || octet == 0) {
                    return "the path holds an encoded slash, backslash or NUL";
                }
            }
        }
        return isDots(text, segment, end) ? "the path holds a dot segment" : "";
    }

    /** Whether a segment is {@code .} or {@code ..}, encoded or not, also before a {@code ;} that some servers cut at. */
    private static boolean isDots(String text, int from, int end) {
        int dots = 0;
        for (int i = from; i < end && text.charAt(i) != ';'; i++) {
            if (text.charAt(i) == '%' && octet(text, i, end) == '.') {
                i += 2;
            } else if (text.charAt(i) != '.') {
                return false;
            }
            if (++dots > 2) {
                return false;
            }
        }
        return dots > 0;
    }

    private static boolean isUnfit(char c) {
        return c <= ' ' || c >= 0x7f || c == '#';
    }

    private static int octet(String text, int percent, int end) {
        if (percent + 2 >= end) {
            return -1;
        }
        int high = Character.digit(text.charAt(percent + 1), 16);
        int low = Character.digit(text.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }
}
