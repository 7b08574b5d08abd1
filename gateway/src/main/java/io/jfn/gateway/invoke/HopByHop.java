// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/** Which headers belong to one connection and are never passed on (RFC 9110, 7.6.1), and which bytes a header may hold. */
final class HopByHop {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                .chars()
                .forEach(c -> TOKEN[c] = true);
    }

    private HopByHop() {}

    /** Whether a header of this name is hop-by-hop whatever {@code Connection} says. */
    static boolean is(CharSequence name) {
        return switch (name.length()) {
            case 2 -> same(name, "te");
            case 7 -> same(name, "trailer") || same(name, "upgrade");
            case 10 -> same(name, "connection") || same(name, "keep-alive");
            case 14 -> same(name, "http2-settings");
            case 17 -> same(name, "transfer-encoding");
            default -> begins(name, "proxy-");
        };
    }

    /** The header names that {@code Connection} lists besides what it says of the connection itself; mostly none. */
    static List<String> named(Iterable<String> connection) {
        List<String> names = List.of();
        for (String value : connection) {
            for (int from = 0; from <= value.length(); ) {
                int comma = value.indexOf(',', from);
                int end = comma < 0 ? value.length() : comma;
                String word = value.substring(from, end).trim();
                from = end + 1;
                if (!word.isEmpty() && !same(word, "keep-alive") && !same(word, "close")) {
                    names = names.isEmpty() ? new ArrayList<>() : names;
                    names.add(word);
                }
            }
        }
        return names;
    }

    static boolean holds(List<String> names, CharSequence name) {
        for (int i = 0; i < names.size(); i++) {
            if (same(name, names.get(i))) {
                return true;
            }
        }
        return false;
    }

    static boolean same(CharSequence name, CharSequence other) {
        return AsciiString.contentEqualsIgnoreCase(name, other);
    }

    static boolean begins(CharSequence name, String prefix) {
        return name.length() > prefix.length() && AsciiString.regionMatches(name, true, 0, prefix, 0, prefix.length());
    }

    static boolean isToken(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 128 || !TOKEN[c]) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether a value can stand on one header line: no control character but tab, nothing beyond one octet. */
    static boolean isFieldValue(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
