// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict RFC 8259 parser: objects become {@link Map}, arrays {@link List}, whole numbers {@link Long} (or
 * {@link BigInteger}), others {@link Double} (or {@link BigDecimal} where a double is infinite). A repeated name keeps its last
 * value, as Python and Node do. At most 512 levels deep.
 */
final class JsonReader {
    private static final int DEEPEST = 512;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(byte[] utf8) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonException("the event is not UTF-8");
        }
        JsonReader reader = new JsonReader(text);
        reader.space();
        Object value = reader.value();
        reader.space();
        if (reader.at < text.length()) {
            throw reader.wrong("the end");
        }
        return value;
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        deeper();
        at++;
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        space();
        if (!taken('}')) {
            do {
                space();
                if (peek() != '"') {
                    throw wrong("a name in double quotes");
                }
                String name = string();
                space();
                expect(':');
                space();
                members.put(name, value());
                space();
            } while (taken(','));
            expect('}');
        }
        depth--;
        return members;
    }

    private List<@Nullable Object> array() {
        deeper();
        at++;
        List<@Nullable Object> elements = new ArrayList<>();
        space();
        if (!taken(']')) {
            do {
                space();
                elements.add(value());
                space();
            } while (taken(','));
            expect(']');
        }
        depth--;
        return elements;
    }

    private String string() {
        int start = ++at;
        while (peek() != '"' && peek() != '\\' && peek() >= ' ') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder made = new StringBuilder();
        made.append(text, start, at);
        while (true) {
            char c = peek();
            if (c < ' ') {
                throw wrong("the end of the string");
            }
            at++;
            if (c == '"') {
                return made.toString();
            }
            made.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> {
                at--;
                throw wrong("an escape that JSON knows");
            }
        };
    }

    private char hexadecimal() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw wrong("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Number number() {
        int start = at;
        taken('-');
        if (!taken('0')) {
            digits();
        }
        boolean whole = true;
        if (taken('.')) {
            whole = false;
            digits();
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (!taken('+')) {
                taken('-');
            }
            digits();
        }
        String number = text.substring(start, at);
        if (whole) {
            if (number.length() < 19) {
                return Long.valueOf(number);
            }
            BigInteger big = new BigInteger(number);
            return big.bitLength() < Long.SIZE ? (Number) Long.valueOf(big.longValue()) : big;
        }
        double value = Double.parseDouble(number);
        return Double.isInfinite(value) ? (Number) new BigDecimal(number) : Double.valueOf(value);
    }

    private void digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw wrong("a value");
        }
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw new JsonException("the event is nested deeper than " + DEEPEST + " levels");
        }
    }

    /** The next character; after the end a NUL, which no rule expects. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean taken(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!taken(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private void space() {
        while (at < text.length() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) {
            at++;
        }
    }

    private JsonException wrong(String expected) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new JsonException("not JSON: expected " + expected + " at character " + at + " but found " + found);
    }
}
