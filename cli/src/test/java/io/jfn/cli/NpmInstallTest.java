// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Node folder with a package.json, with scripts in place of the tools. */
class NpmInstallTest extends InstallStage {
    private static final String PACKAGE =
            "{\"version\": \"1.0.0\", \"dependencies\": {\"left\": \"^1.0\", \"own\": \"file:./vendor/own\"}}";
    private static final String NPM = """
            mkdir -p node_modules/left node_modules/.bin
            echo left > node_modules/left/index.js
            ln -s ../left/index.js node_modules/.bin/left
            if [ -e vendor/own ]; then ln -s ../vendor/own node_modules/own; fi
            """;

    @BeforeEach
    void function() throws IOException {
        write("function.yaml", "name: hello\nruntime: node\nhandler: app.handler\n");
        write("app.mjs", "export const handler = () => 1;\n");
        write("package.json", PACKAGE);
        write("vendor/own/index.js", "own");
        write("node_modules/left/index.js", "the developer's own");
        tool("npm", NPM);
        tool("node", "echo v99.0.0\n");
    }

    @Test
    void packages_become_node_modules_of_a_layer_and_the_developer_s_own_stay_at_home() throws IOException {
        var before = folderNow();

        deployed();

        assertThat(calls("npm"))
                .containsExactly("install --omit=dev --no-audit --no-fund --no-update-notifier --loglevel=http");
        assertThat(dependencies())
                .containsEntry("node_modules/left/index.js", "0 644 left\n")
                .containsEntry("node_modules/.bin/left", "2 777 ../left/index.js");
        assertThat(source())
                .containsOnlyKeys("app.mjs", "package.json", "vendor/", "vendor/own/", "vendor/own/index.js");
        assertThat(folderNow()).isEqualTo(before);
    }

    @Test
    void a_link_out_of_node_modules_is_replaced_by_what_it_leads_to() throws IOException {
        write(".jfnignore", "vendor/\n");

        deployed();

        assertThat(dependencies())
                .containsEntry("node_modules/own/", "5 755 ")
                .containsEntry("node_modules/own/index.js", "0 644 own");
        assertThat(source()).doesNotContainKey("vendor/own/index.js");
    }

    @Test
    void a_lock_file_is_installed_to_the_letter_and_decides() throws IOException {
        write("package-lock.json", "{\"lockfileVersion\": 3}");
        deployed();
        assertThat(calls("npm")).singleElement().asString().startsWith("ci --omit=dev");

        write("package.json", PACKAGE.replace("1.0.0", "2.0.0"));
        deployed();
        assertThat(calls("npm")).as("another version of the function itself").hasSize(1);
        write("package-lock.json", "{\"lockfileVersion\": 3, \"packages\": {}}");
        deployed();
        assertThat(calls("npm")).as("another lock file").hasSize(2);
        write("package.json", PACKAGE.replace("^1.0", "^2.0"));
        deployed();
        assertThat(calls("npm")).as("other dependencies than the lock file's").hasSize(3);
        write("vendor/own/index.js", "changed");
        deployed();
        assertThat(calls("npm"))
                .as("another content of a package in the folder")
                .hasSize(4);
    }

    @Test
    void node_modules_without_a_manifest_that_names_packages_are_sent_as_they_are() throws IOException {
        write("package.json", "{\"type\": \"module\", \"devDependencies\": {\"left\": \"1\"}}");

        deployed();

        assertThat(calls("npm")).isEmpty();
        assertThat(spec().path("dependencies").isNull()).isTrue();
        assertThat(source()).containsEntry("node_modules/left/index.js", "0 644 the developer's own");
    }

    @Test
    void without_npm_the_way_out_sends_node_modules() throws IOException {
        Files.delete(stage.resolve("bin/npm"));

        assertThat(deploy()).isEqualTo(1);
        assertThat(err)
                .contains("hello/package.json: names packages to install, and there is no npm in PATH: install npm"
                        + " (Debian: apt-get install npm), or send a node_modules of your own by --no-install");

        deployed("--no-install");
        assertThat(source()).containsKey("node_modules/left/index.js");
    }

    @Test
    void a_failing_npm_is_quoted() throws IOException {
        tool("npm", "echo 'npm error code E404' >&2; exit 1\n");

        assertThat(deploy()).isEqualTo(1);

        assertThat(err)
                .contains("package.json: npm could not install what it names (exit code 1)", "| npm error code E404");
        assertThat(requests()).isEmpty();
    }

    @Test
    void a_package_json_that_is_none_is_refused() throws IOException {
        write("package.json", "{\"dependencies\": ");

        assertThat(deploy()).isEqualTo(3);
        assertThat(err).contains("hello/package.json: is not JSON");
    }

    @Test
    void nothing_installed_is_no_layer_and_is_remembered() throws IOException {
        tool("npm", ":\n");

        deployed();
        assertThat(spec().path("dependencies").isNull()).isTrue();
        deployed();
        assertThat(spec().path("dependencies").isNull()).isTrue();
        assertThat(calls("npm")).hasSize(1);
    }

    @Test
    void a_link_to_a_folder_above_it_is_refused_and_not_followed_for_ever() throws IOException {
        tool("npm", "mkdir node_modules; ln -s .. node_modules/up\n");

        assertThat(deploy()).isEqualTo(3);
        assertThat(err).contains("is there a link to a folder above it?");
        assertThat(Path.of(stage.toString(), "cache")).doesNotExist();
    }
}
