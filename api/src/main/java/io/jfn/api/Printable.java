// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/** Untrusted text made fit to stand in a message or a log line: short, and without control characters. */
public final class Printable {
    private static final int LONGEST = 200;

    private Printable() {}

    /** Replaces control and format characters by {@code ?} and cuts after 200 characters. */
    public static String of(String text) {
        var shown = new StringBuilder(Math.min(text.length(), LONGEST + 1));
        text.codePoints().limit(LONGEST).forEach(c -> shown.appendCodePoint(isPlain(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > LONGEST
                ? shown.append('…').toString()
                : shown.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
