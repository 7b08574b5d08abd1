// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.FunctionName;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionRegistryTest {
    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("jfn.db");
    }

    private static List<Integer> numbers(FunctionRegistry registry, String name) {
        return registry.function(name).orElseThrow().revisions().stream()
                .map(one -> one.revision().number())
                .toList();
    }

    @Test
    void what_was_committed_is_there_after_a_restart_with_every_component() {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 100);
            registry.commit(Revisions.revision("hello", 2), 200);
            registry.commit(Revisions.revision("other", 1), 300);
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.functions())
                    .extracting(one -> one.name().value())
                    .containsExactly("hello", "other");
            DeployedFunction hello = registry.function("hello").orElseThrow();
            assertThat(hello.createdAtMillis()).isEqualTo(100);
            assertThat(hello.current()).isEqualTo(new DeployedRevision(Revisions.revision("hello", 2), 200));
            assertThat(hello.revisions().getFirst())
                    .isEqualTo(new DeployedRevision(Revisions.revision("hello", 1), 100));
            assertThat(registry.find("hello")).isEqualTo(Revisions.revision("hello", 2));
            assertThat(registry.find("../none")).isNull();
        }
    }

    @Test
    void a_copy_of_the_open_files_has_all_that_was_acknowledged() throws IOException {
        Path copy = folder.resolve("copy");
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 100);
            Files.createDirectory(copy);
            try (var files = Files.list(folder)) {
                for (Path one : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(one, copy.resolve(one.getFileName()));
                }
            }
        }
        try (var registry = new FunctionRegistry(copy.resolve("jfn.db"))) {
            assertThat(registry.find("hello")).isEqualTo(Revisions.revision("hello", 1));
        }
    }

    @Test
    void the_last_ten_revisions_are_kept_and_the_references_of_others_are_owed() {
        try (var registry = new FunctionRegistry(file())) {
            for (int number = 1; number <= 10; number++) {
                assertThat(registry.commit(Revisions.revision("hello", number), number))
                        .isEmpty();
            }
            assertThat(registry.commit(Revisions.revision("hello", 11), 11))
                    .containsExactly(new ImageReference(TenantName.DEFAULT, "hello.1"));
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(numbers(registry, "hello"))
                    .isEqualTo(IntStream.rangeClosed(2, 11).boxed().toList());
            assertThat(registry.owed()).containsExactly(new ImageReference(TenantName.DEFAULT, "hello.1"));
            registry.settle(registry.owed().getFirst());
            assertThat(registry.owed()).isEmpty();
        }
    }

    @Test
    void a_reference_is_owed_until_a_commit_needs_it() {
        try (var registry = new FunctionRegistry(file())) {
            Revision first = Revisions.revision("hello", 1);
            registry.owe(ImageReference.of(first));
            assertThat(registry.owed()).containsExactly(ImageReference.of(first));
            registry.commit(first, 1);
            assertThat(registry.owed()).isEmpty();
        }
    }

    @Test
    void a_removed_function_is_gone_for_good() {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            registry.commit(Revisions.revision("hello", 2), 2);
            assertThat(registry.remove(HELLO)).extracting(ImageReference::owner).containsExactly("hello.1", "hello.2");
            assertThat(registry.remove(HELLO)).isEmpty();
            assertThat(registry.find("hello")).isNull();
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.functions()).isEmpty();
            assertThat(registry.owed()).hasSize(2);
        }
    }

    @Test
    void numbers_go_on_after_a_removal_and_a_restart() {
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.nextNumber(TenantName.DEFAULT, HELLO)).isEqualTo(1);
            registry.commit(Revisions.revision("hello", 1), 1);
            registry.commit(Revisions.revision("hello", 2), 2);
            registry.remove(HELLO);
            assertThat(registry.nextNumber(TenantName.DEFAULT, HELLO)).isEqualTo(3);
            assertThatThrownBy(() -> registry.commit(Revisions.revision("hello", 1), 3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not newer than 2");
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.nextNumber(TenantName.DEFAULT, HELLO)).isEqualTo(3);
            assertThat(registry.nextNumber(TenantName.DEFAULT, new FunctionName("other")))
                    .isEqualTo(1);
            registry.commit(Revisions.revision("hello", 3), 3);
            assertThat(numbers(registry, "hello")).containsExactly(3);
        }
    }

    @Test
    void a_registry_of_the_first_schema_learns_the_numbers_it_has() throws SQLException {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            registry.commit(Revisions.revision("hello", 5), 2);
            registry.commit(Revisions.revision("other", 2), 3);
        }
        sql("DROP TABLE revision_numbers");
        sql("ALTER TABLE revisions DROP COLUMN origin");
        sql("UPDATE schema_version SET version = 1");
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.nextNumber(TenantName.DEFAULT, HELLO)).isEqualTo(6);
            assertThat(registry.nextNumber(TenantName.DEFAULT, new FunctionName("other")))
                    .isEqualTo(3);
            assertThat(numbers(registry, "hello")).containsExactly(1, 5);
        }
    }

    @Test
    void an_older_revision_is_refused_and_changes_nothing() {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 2), 1);
            assertThatThrownBy(() -> registry.commit(Revisions.revision("hello", 2), 2))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(numbers(registry, "hello")).containsExactly(2);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spec  | {"name":"hello","env":{"A | specification
            spec  | null                        | specification
            spec  | {"name":"other","image":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"} | another
            spec  | {"name":"hello"}            | specification
            image | {}                          | image
            image | {"layers":["../../etc"],"argv":[],"env":[],"workdir":"/","bytes":1} | image
            """)
    void a_row_that_cannot_be_read_costs_only_its_own_function(String column, String text, String flaw)
            throws SQLException {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            registry.commit(Revisions.revision("hello", 2), 2);
            registry.commit(Revisions.revision("other", 1), 3);
        }
        sql("UPDATE revisions SET " + column + " = '" + text + "' WHERE name = 'hello' AND number = 2");
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.find("other")).isEqualTo(Revisions.revision("other", 1));
            assertThat(numbers(registry, "hello")).containsExactly(1, 2);
            assertThat(registry.unreadable()).singleElement().satisfies(one -> {
                assertThat(one.standIn()).isEqualTo(registry.find("hello"));
                assertThat(one.reason())
                        .contains("revision 2 of function hello", flaw, "deploy it again")
                        .doesNotContain("Exception", "etc");
            });
        }
        assertThat(sql("SELECT " + column + " FROM revisions WHERE name = 'hello' AND number = 2"))
                .as("it is left as it was")
                .isEqualTo(text);
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 3), 4);
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.find("hello")).isEqualTo(Revisions.revision("hello", 3));
            assertThat(numbers(registry, "hello")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_function_without_a_revision_is_broken_and_one_without_a_name_is_left_out() throws SQLException {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            registry.commit(Revisions.revision("other", 1), 3);
        }
        sql("DELETE FROM revisions WHERE name = 'hello'");
        sql("INSERT INTO functions VALUES ('default', '../up', 1)");
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.functions())
                    .extracting(one -> one.name().value())
                    .containsExactly("hello", "other");
            assertThat(registry.unreadable())
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason()).contains("hello", "no revision"));
        }
    }

    private String sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var prepared = connection.prepareStatement(statement)) {
            if (!prepared.execute()) {
                return "";
            }
            try (var row = prepared.getResultSet()) {
                return row.getString(1);
            }
        }
    }

    @Test
    void a_replaced_image_is_kept() {
        Revision before = Revisions.revision("hello", 1);
        Revision after = new Revision(before.tenant(), before.spec(), 1, Revisions.image("again"));
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(before, 1);
            registry.replaceImage(after);
            assertThat(registry.find("hello")).isEqualTo(after);
        }
        try (var registry = new FunctionRegistry(file())) {
            assertThat(registry.find("hello")).isEqualTo(after);
        }
    }

    @Test
    void only_the_owner_can_read_the_file_and_its_journal() throws IOException {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            try (var files = Files.list(folder)) {
                assertThat(files.toList())
                        .hasSizeGreaterThan(1)
                        .allSatisfy(one -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                                .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void a_second_gateway_is_refused() {
        try (var registry = new FunctionRegistry(file())) {
            registry.commit(Revisions.revision("hello", 1), 1);
            assertThatThrownBy(() -> new FunctionRegistry(file()))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("cannot open the registry")
                    .hasMessageContaining("jfn.db");
        }
    }

    @Test
    void a_newer_schema_is_refused() throws SQLException {
        new FunctionRegistry(file()).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("UPDATE schema_version SET version = 999");
        }
        assertThatThrownBy(() -> new FunctionRegistry(file()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("newer jfn");
    }

    @Test
    void what_is_no_database_is_refused_and_left_alone() throws IOException {
        Files.writeString(file(), "no database at all, but long enough to be looked at");
        assertThatThrownBy(() -> new FunctionRegistry(file())).isInstanceOf(RegistryException.class);
        assertThat(Files.readString(file())).startsWith("no database");
    }

    @Test
    void a_closed_registry_takes_no_changes_and_still_finds() {
        var registry = new FunctionRegistry(file());
        registry.commit(Revisions.revision("hello", 1), 1);
        registry.close();
        assertThat(registry.isOpen()).isFalse();
        assertThatThrownBy(() -> registry.commit(Revisions.revision("hello", 2), 2))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("closed");
        assertThat(registry.find("hello")).isEqualTo(Revisions.revision("hello", 1));
    }
}
