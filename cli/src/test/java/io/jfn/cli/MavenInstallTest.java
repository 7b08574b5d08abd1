// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Java folder with a pom.xml, with a script in place of Maven. */
class MavenInstallTest extends InstallStage {
    private static final String COPY = "copy-dependencies";

    @BeforeEach
    void function() throws IOException {
        write("function.yaml", "name: hello\nruntime: java\nhandler: com.example.Main::handle\n");
        write("pom.xml", "<project/>");
        write(".mvn/maven.config", "-B\n");
        write("data.txt", "x");
        jar(stage.resolve("lib.jar"));
        tool("mvn", """
                echo "JAVA_HOME=$JAVA_HOME" > %1$s/java-home
                case "$*" in *process-classes*)
                    mkdir -p target/classes/com/example
                    echo compiled > target/classes/com/example/Main.class ;;
                esac
                for word; do
                    case "$word" in -DoutputDirectory=*)
                        mkdir -p "${word#*=}"
                        cp %1$s/lib.jar "${word#*=}" ;;
                    esac
                done
                """.formatted(stage));
    }

    @Test
    void maven_compiles_its_own_layout_and_jars_become_a_layer() throws IOException {
        write("src/main/java/com/example/Main.java", "not looked at by jfn");
        var before = folderNow();

        deployed();

        assertThat(calls("mvn"))
                .singleElement()
                .asString()
                .startsWith("-B -q -ntp -DskipTests process-classes org.apache.maven.plugins:maven-dependency-plugin:")
                .contains(COPY + " -DincludeScope=runtime");
        assertThat(dependencies()).containsOnlyKeys("lib.jar");
        assertThat(source())
                .containsOnlyKeys("com/", "com/example/", "com/example/Main.class", "data.txt")
                .containsEntry("com/example/Main.class", "0 644 compiled\n");
        assertThat(folderNow()).isEqualTo(before);
        assertThat(Files.readString(stage.resolve("java-home")).strip())
                .isEqualTo("JAVA_HOME=" + System.getProperty("java.home"));
    }

    @Test
    void the_same_pom_copies_no_jars_again_and_still_compiles() throws IOException {
        write("src/main/java/com/example/Main.java", "one");
        environment("JAVA_HOME", "/the/developer's/own");
        deployed();
        write("src/main/java/com/example/Main.java", "two");

        deployed();

        assertThat(calls("mvn"))
                .hasSize(2)
                .last()
                .asString()
                .contains("process-classes")
                .doesNotContain(COPY);
        assertThat(source()).containsKey("com/example/Main.class");
        assertThat(dependencies()).containsOnlyKeys("lib.jar");
        assertThat(uploads()).hasSize(1);
        assertThat(stage.resolve("java-home")).hasContent("JAVA_HOME=/the/developer's/own");

        write("pom.xml", "<project><!-- changed --></project>");
        deployed();
        assertThat(calls("mvn")).last().asString().contains(COPY);
    }

    @Test
    void sources_in_the_folder_itself_are_compiled_by_jfn_with_the_jars() throws IOException {
        write("Main.java", "public class Main { Object x = lib.Lib.NAME; }");

        for (int time = 0; time < 2; time++) {
            deployed();
            assertThat(source()).containsOnlyKeys("Main.class", "data.txt");
            assertThat(dependencies()).containsOnlyKeys("lib.jar");
        }

        assertThat(calls("mvn")).hasSize(2).allMatch(call -> call.contains(COPY) && !call.contains("process-classes"));
    }

    @Test
    void no_maven_and_a_failing_one_are_told() throws IOException {
        tool("mvn", "echo '[ERROR] COMPILATION ERROR'; exit 1\n");
        assertThat(deploy()).isEqualTo(1);
        assertThat(err)
                .contains("pom.xml: mvn could not install what it names (exit code 1)", "[ERROR] COMPILATION ERROR");

        Files.delete(stage.resolve("bin/mvn"));
        assertThat(deploy()).isEqualTo(1);
        assertThat(err)
                .contains("pom.xml: names packages to install, and there is no mvn in PATH: install Maven (Debian:"
                        + " apt-get install maven)");
        assertThat(requests()).isEmpty();
    }

    private void jar(Path file) throws IOException {
        Path source = stage.resolve("Lib.java");
        Files.writeString(source, "package lib; public class Lib { public static final Object NAME = new Object(); }");
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null);
                var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            boolean good = compiler.getTask(
                            null,
                            files,
                            null,
                            List.of("-proc:none", "-d", stage.toString()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(good).isTrue();
            zip.putNextEntry(new ZipEntry("lib/Lib.class"));
            zip.write(Files.readAllBytes(stage.resolve("lib/Lib.class")));
        }
    }
}
