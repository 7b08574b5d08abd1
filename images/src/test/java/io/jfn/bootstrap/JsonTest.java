// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void reads_every_kind_of_value() {
        assertThat(read(" {\"a\":[1,-2.5e1,\"\\u00e9\\\"\\/\\t\",true,false,{}],\"b\":[]} "))
                .isEqualTo(Map.of("a", List.of(1L, -25.0, "é\"/\t", true, false, Map.of()), "b", List.of()));
        assertThat(read("null")).isNull();
        assertThat(read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{a:1}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "tru",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"tab\there\"",
                "1 2",
                "[1",
                "{\"a\":1,}",
                "NaN",
                "'a'",
                "-",
                "\u00e9"
            })
    void refuses_what_is_not_json(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refuses_what_is_nested_too_deep_instead_of_overflowing_the_stack() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(JsonException.class);
    }

    @Test
    void refuses_what_is_not_utf_8() {
        assertThatThrownBy(() -> JsonReader.read(new byte[] {'"', (byte) 0xff, '"'}))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void what_is_written_reads_back_the_same() {
        Object value = Map.of("k\"\u0001", List.of("é\n\\", 1L, 0.5, true, Map.of(), List.of(), "\ud83d\ude00"));
        assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
    }

    @Test
    void refuses_to_write_what_json_does_not_know() {
        assertThatThrownBy(() -> JsonWriter.write(Double.NaN)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> JsonWriter.write(new Object())).isInstanceOf(JsonException.class);
        var self = new java.util.ArrayList<Object>();
        self.add(self);
        assertThatThrownBy(() -> JsonWriter.write(self)).isInstanceOf(JsonException.class);
    }

    private static Object read(String text) {
        return JsonReader.read(text.getBytes(UTF_8));
    }
}
