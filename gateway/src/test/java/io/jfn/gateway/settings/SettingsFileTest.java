// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    @TempDir
    Path folder;

    private static SettingsTable table(String text) {
        return SettingsFile.parse("f.yaml", text).orElseThrow();
    }

    @Test
    void texts_lists_and_tables_are_read_as_they_stand() {
        SettingsTable table = table("""
                word: 007
                list: [a, "b c"]
                inner:
                  key: value
                many:
                  - name: one
                  - name: two
                """).knowing("word", "list", "inner", "many");
        assertThat(table.text("word")).contains("007");
        assertThat(table.texts("list")).containsExactly("a", "b c");
        assertThat(table.texts("word")).containsExactly("007");
        assertThat(table.table("inner").orElseThrow().text("key")).contains("value");
        assertThat(table.tables("many"))
                .extracting(one -> one.text("name").orElse(""))
                .containsExactly("one", "two");
        assertThat(table.text("missing")).isEmpty();
        assertThat(table.texts("missing")).isEmpty();
        assertThat(table.tables("missing")).isEmpty();
        assertThat(table.table("missing")).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_or_says_nothing_sets_nothing() throws IOException {
        assertThat(SettingsFile.read(folder.resolve("none.yaml"))).isEmpty();
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing yet\n");
        assertThat(SettingsFile.read(empty)).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, 'a'});
        assertThatThrownBy(() -> SettingsFile.read(binary))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("b.yaml")
                .hasMessageContaining("UTF-8");
        Path large = Files.write(folder.resolve("l.yaml"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> SettingsFile.read(large)).hasMessageContaining("1 MiB");
        assertThatThrownBy(() -> SettingsFile.read(folder)).hasMessageContaining(folder.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0007', textBlock = """
                    a: 1\\nb: 2         | f.yaml:2:1 | no setting 'b'
                    a: 1\\na: 2         | f.yaml:2:1 | twice
                    a: [1              | f.yaml:1:6 | not valid YAML
                    - a                | f.yaml:1:1 | map
                    a:                 | f.yaml:1:3 | one value
                    a: {b: 1}          | f.yaml:1:4 | one value
                    [x]: 1             | f.yaml     | key
                    a: 1\\n---\\nb: 2    | f.yaml     | not valid YAML
                    """)
    void what_is_wrong_is_told_with_its_place(String text, String place, String word) {
        assertThatThrownBy(() -> table(text.replace("\\n", "\n")).knowing("a").text("a"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(word);
    }

    @Test
    void another_kind_than_asked_for_is_refused() {
        SettingsTable table = table("a: 1\nb: [x]\n");
        assertThatThrownBy(() -> table.table("a")).hasMessageStartingWith("f.yaml:1:4");
        assertThatThrownBy(() -> table.tables("a")).hasMessageContaining("list");
        assertThatThrownBy(() -> table.tables("b")).hasMessageContaining("map");
        assertThat(table.refused("b", "is odd")).hasMessage("f.yaml:2:4: b is odd");
    }
}
