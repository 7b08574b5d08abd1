// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntryNameTest {
    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("", Fault.NAME_EMPTY),
                Arguments.of("/etc/passwd", Fault.NAME_ABSOLUTE),
                Arguments.of("//etc", Fault.NAME_ABSOLUTE),
                Arguments.of("..", Fault.NAME_DOT_DOT),
                Arguments.of("../x", Fault.NAME_DOT_DOT),
                Arguments.of("a/../../b", Fault.NAME_DOT_DOT),
                Arguments.of("a/..", Fault.NAME_DOT_DOT),
                Arguments.of("./../x", Fault.NAME_DOT_DOT),
                Arguments.of("a//b", Fault.NAME_EMPTY_PART),
                Arguments.of("a/./b", Fault.NAME_EMPTY_PART),
                Arguments.of("a//", Fault.NAME_EMPTY_PART),
                Arguments.of("..\\x", Fault.NAME_BACKSLASH),
                Arguments.of("a\\..\\..\\x", Fault.NAME_BACKSLASH),
                Arguments.of("\\x", Fault.NAME_BACKSLASH),
                Arguments.of("C:\\x", Fault.NAME_BACKSLASH),
                Arguments.of("a\0b", Fault.NAME_NUL),
                Arguments.of("a\nb", Fault.NAME_CONTROL_CHARACTER),
                Arguments.of("a\u001b[2J", Fault.NAME_CONTROL_CHARACTER),
                Arguments.of("a/".repeat(3000) + "b", Fault.PATH_TOO_LONG),
                Arguments.of("a/".repeat(64) + "b", Fault.PATH_TOO_DEEP),
                Arguments.of("n".repeat(300), Fault.NAME_TOO_LONG),
                Arguments.of("ü".repeat(128), Fault.NAME_TOO_LONG));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void names_that_could_do_harm_are_refused_by_name(String name, Fault fault) {
        assertThatThrownBy(() -> EntryName.parse(name))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(fault.toString()))
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void ordinary_names_are_taken() {
        assertThat(EntryName.parse("./a/b/").text()).isEqualTo("a/b");
        assertThat(EntryName.parse("./")).isEqualTo(EntryName.ROOT);
        assertThat(EntryName.parse(".")).isEqualTo(EntryName.ROOT);
        assertThat(EntryName.parse("/")).isEqualTo(EntryName.ROOT);
        assertThat(EntryName.parse("...").text()).isEqualTo("...");
        assertThat(EntryName.parse("lib/system-systemd\\x2dcryptsetup.slice").last())
                .isEqualTo("system-systemd\\x2dcryptsetup.slice");
        assertThat(EntryName.parse("größe/日本").folders()).containsExactly(new EntryName("größe"));
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[] overlongSlash = {'a', (byte) 0xc0, (byte) 0xaf, 'b'};
        assertThatThrownBy(() -> EntryName.decode(overlongSlash, 0, 4))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(Fault.NAME_NOT_UTF8.toString()));
    }

    @Property(tries = 5000)
    void whatever_is_taken_stays_below_the_root(@ForAll("names") String name) {
        EntryName parsed;
        try {
            parsed = EntryName.parse(name);
        } catch (ImageException _) {
            return;
        }
        Path root = Path.of("/some/tree");
        Path resolved = root.resolve(parsed.text());
        assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(root);
        assertThat(parsed.text().getBytes(StandardCharsets.UTF_8).length).isLessThan(4096);
        assertThat(EntryName.parse(parsed.isRoot() ? "." : parsed.text())).isEqualTo(parsed);
        for (EntryName folder : parsed.folders()) {
            assertThat(parsed.text()).startsWith(folder.text() + "/");
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "b", ".", "..", "/", "//", "\\", "...", "\0", "c:", "ü", " ", ".wh.", "./", "../")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
