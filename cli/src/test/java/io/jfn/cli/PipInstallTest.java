// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Python folder with a requirements.txt, with scripts in place of the tools. */
class PipInstallTest extends InstallStage {
    private static final String PIP = """
            if [ "$1" = --version ]; then echo Python 3.99.1; exit; fi
            while [ "$1" != --target ]; do shift; done
            mkdir -p "$2/pkg" build
            cp requirements.txt "$2/pkg/__init__.py"
            echo '#!/bin/sh' > "$2/run"; chmod +x "$2/run"
            """;

    @BeforeEach
    void function() throws IOException {
        write("function.yaml", "name: hello\nruntime: python3\nhandler: app.handler\n");
        write("app.py", "def handler(event, context): return 1\n");
        write("requirements.txt", "pkg==1.0\n");
        tool("python3", PIP);
    }

    @Test
    void packages_become_a_layer_of_their_own_and_the_folder_is_not_touched() throws IOException {
        var before = folderNow();

        deployed();

        assertThat(calls("python3"))
                .singleElement()
                .asString()
                .startsWith("-m pip install --no-compile --no-input")
                .endsWith("--requirement requirements.txt");
        assertThat(dependencies())
                .containsOnlyKeys(
                        "python_modules/",
                        "python_modules/pkg/",
                        "python_modules/pkg/__init__.py",
                        "python_modules/run")
                .containsEntry("python_modules/pkg/__init__.py", "0 644 pkg==1.0\n")
                .containsEntry("python_modules/run", "0 755 #!/bin/sh\n");
        assertThat(source()).containsOnlyKeys("app.py", "requirements.txt");
        assertThat(folderNow()).isEqualTo(before);
        assertThat(err).contains("  install requirements.txt by python3");
    }

    @Test
    void where_the_copy_of_the_folder_lay_is_not_part_of_the_layer() throws IOException {
        tool("python3", PIP + """
                notes="$2/pkg-1.0.dist-info"
                mkdir "$notes"
                pwd > "$notes/direct_url.json"
                printf 'pkg/__init__.py,,\\npkg-1.0.dist-info/direct_url.json,%s,1\\n' "$PWD" > "$notes/RECORD"
                """);

        deployed();

        assertThat(dependencies())
                .doesNotContainKey("python_modules/pkg-1.0.dist-info/direct_url.json")
                .containsEntry("python_modules/pkg-1.0.dist-info/RECORD", "0 644 pkg/__init__.py,,\n");
    }

    @Test
    void the_same_file_is_installed_and_sent_once() throws IOException {
        deployed();
        String layer = spec().path("dependencies").asText();
        assertThat(uploads()).hasSize(2).contains(layer);
        write("app.py", "def handler(event, context): return 2\n");

        deployed();

        assertThat(calls("python3")).hasSize(1);
        assertThat(uploads()).containsExactly(spec().path("source").asText());
        assertThat(spec().path("dependencies").asText()).isEqualTo(layer);
        assertThat(err).contains("packages of requirements.txt, installed before", "dependencies are on the node");
    }

    @Test
    void a_node_that_lost_the_layer_is_sent_it_again_without_an_installation() throws IOException {
        deployed();
        String layer = spec().path("dependencies").asText();
        forget(layer);

        deployed();

        assertThat(calls("python3")).hasSize(1);
        assertThat(uploads()).hasSize(2).contains(layer);
    }

    @Test
    void whatever_decides_what_is_installed_makes_another_installation() throws IOException {
        write("requirements.txt", "-r more/base.txt\n./vendor/own[extra] ; python_version > '3'\npkg==1.0\n");
        write("more/base.txt", "other==1\n");
        write("vendor/own/setup.py", "one\n");
        deployed();
        assertThat(calls("python3")).hasSize(1);

        write("more/base.txt", "other==2\n");
        deployed();
        assertThat(calls("python3")).hasSize(2);
        write("vendor/own/setup.py", "two\n");
        deployed();
        assertThat(calls("python3")).hasSize(3);
        tool("python3", PIP.replace("3.99.1", "3.99.2"));
        deployed();
        assertThat(calls("python3")).hasSize(4);
        deployed();
        assertThat(calls("python3")).hasSize(4);

        write("requirements.txt", ".\n");
        deployed();
        write("app.py", "def handler(event, context): return 3\n");
        deployed();
        assertThat(calls("python3")).as("the folder is the package").hasSize(6);
    }

    @Test
    void a_missing_tool_is_named_with_the_file_and_the_way_out() throws IOException {
        Files.delete(stage.resolve("bin/python3"));

        assertThat(deploy()).isEqualTo(1);

        assertThat(err)
                .contains("hello/requirements.txt: names packages to install, and there is no python3 in PATH:"
                        + " install python3 with pip (Debian: apt-get install python3-pip), or put the packages beside the"
                        + " function and deploy with --no-install");
        assertThat(requests()).isEmpty();
    }

    @Test
    void a_python_without_pip_is_named() throws IOException {
        tool("python3", "[ \"$1\" = --version ] || { echo \"$0: No module named pip\" >&2; exit 1; }\n");

        assertThat(deploy()).isEqualTo(1);

        assertThat(err).contains("bin/python3 has no pip: install python3 with pip (Debian: apt-get install");
        assertThat(requests()).isEmpty();
    }

    @Test
    void a_failing_tool_is_quoted_and_nothing_of_it_is_kept() throws IOException {
        var copies = copies();
        tool("python3", """
                [ "$1" = --version ] && exit
                i=0; while [ $i -lt 30 ]; do echo "line $i"; i=$((i + 1)); done
                printf 'no such\\033[31m package\\n' >&2; exit 3
                """);

        assertThat(deploy()).isEqualTo(1);

        assertThat(err)
                .contains("hello/requirements.txt: python3 could not install what it names (exit code 3); the end of"
                        + " what it wrote:\n  | line 11\n")
                .contains("\n  | no such\ufffd[31m package\n")
                .doesNotContain("line 10\n");
        assertThat(requests()).isEmpty();
        assertThat(copies()).isEqualTo(copies);
        assertThat(stage.resolve("cache")).doesNotExist();

        tool("python3", PIP);
        deployed();
        assertThat(dependencies()).containsKey("python_modules/pkg/__init__.py");
    }

    @Test
    void a_file_that_names_nothing_or_is_ignored_changes_nothing() throws IOException {
        write("requirements.txt", "# nothing yet\n\n--no-binary :all:\n");
        deployed();
        assertThat(spec().path("dependencies").isNull()).isTrue();

        write("requirements.txt", "pkg\n");
        write(".jfnignore", "requirements.txt\n");
        deployed();
        assertThat(spec().path("dependencies").isNull()).isTrue();
        assertThat(source()).containsOnlyKeys("app.py");
        assertThat(calls("python3")).isEmpty();
    }

    @Test
    void no_install_sends_the_folder_as_it_is() throws IOException {
        deployed("--no-install");

        assertThat(calls("python3")).isEmpty();
        assertThat(spec().path("dependencies").isNull()).isTrue();
        assertThat(source()).containsOnlyKeys("app.py", "requirements.txt");
    }

    @Test
    void what_would_not_be_in_the_function_is_refused_with_its_place() throws IOException {
        write("requirements.txt", "pkg\n-e ./vendor/own\n");
        assertThat(deploy()).isEqualTo(3);
        assertThat(err).contains("requirements.txt:2: -e installs a link to a folder that the function will not have");

        write("requirements.txt", "../shared\n");
        assertThat(deploy()).isEqualTo(3);
        assertThat(err).contains("requirements.txt: names ../shared, which lies outside the function's folder");

        write("requirements.txt", "-r ../base.txt\n");
        assertThat(deploy()).isEqualTo(3);
        assertThat(err).contains("requirements.txt:1: includes ../base.txt, which lies outside");
    }
}
