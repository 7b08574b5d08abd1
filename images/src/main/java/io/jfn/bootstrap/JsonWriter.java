// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, iterables, arrays of objects, text, numbers, booleans and nulls as JSON. */
final class JsonWriter {
    private static final int DEEPEST = 512;

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private JsonWriter() {}

    static byte[] write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence || value instanceof Character || value instanceof Enum) {
            string(value.toString());
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> members) {
            object(members);
        } else if (value instanceof Iterable<?> elements) {
            array(elements);
        } else if (value instanceof Object[] elements) {
            array(Arrays.asList(elements));
        } else {
            throw new JsonException(
                    "a handler can not answer with a " + value.getClass().getName()
                            + ": use maps, lists, text, numbers, booleans, or byte[] with ready JSON");
        }
    }

    private void number(Number number) {
        if (!Double.isFinite(number.doubleValue()) && (number instanceof Double || number instanceof Float)) {
            throw new JsonException("JSON has no " + number);
        }
        out.append(number);
    }

    private void object(Map<?, ?> members) {
        deeper();
        String separator = "{";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(separator);
            string(String.valueOf(member.getKey()));
            out.append(':');
            value(member.getValue());
            separator = ",";
        }
        out.append(members.isEmpty() ? "{}" : "}");
        depth--;
    }

    private void array(Iterable<?> elements) {
        deeper();
        char separator = '[';
        for (Object element : elements) {
            out.append(separator);
            value(element);
            separator = ',';
        }
        out.append(separator == '[' ? "[]" : "]");
        depth--;
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 15, 16));
                }
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw new JsonException("the answer is nested deeper than " + DEEPEST + " levels, or contains itself");
        }
    }
}
