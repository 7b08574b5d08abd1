// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The tools themselves, with packages that lie in the folder, so that no network is needed. */
@Timeout(180)
class RealInstallTest extends InstallStage {
    private static final Path HERE = Path.of("").toAbsolutePath();

    static boolean hasPip() {
        return runs("python3", "-m", "pip", "--version");
    }

    static boolean hasNpm() {
        return runs("npm", "--version");
    }

    static boolean hasMaven() {
        return runs("mvn", "--version");
    }

    private static boolean runs(String program, String... arguments) {
        var tools = new Tools(System.getenv());
        return tools.find(program)
                .map(found -> tools.run(found, java.util.List.of(arguments), HERE, Map.of(), () -> {})
                        .well())
                .orElse(false);
    }

    @BeforeEach
    void developer() {
        System.getenv().forEach((name, value) -> {
            if (!name.equals("XDG_CACHE_HOME")) {
                environment(name, value);
            }
        });
        environment("PIP_NO_INDEX", "1");
        environment("npm_config_offline", "true");
        environment("npm_config_cache", stage.resolve("npm").toString());
    }

    @Test
    @EnabledIf(value = "hasPip", disabledReason = "not run: there is no pip here (Debian: apt-get install python3-pip)")
    void pip_installs_a_package_of_the_folder() throws IOException {
        write("function.yaml", "name: hello\nruntime: python3\nhandler: app.handler\n");
        write("app.py", "import greet\n");
        LocalPackageSamples.python(folder.resolve("vendor/greet"));
        write("requirements.txt", "./vendor/greet\n");
        var before = folderNow();

        deployed();

        assertThat(dependencies())
                .containsKeys("python_modules/greet.py", "python_modules/greet-1.0.dist-info/METADATA");
        assertThat(folderNow()).isEqualTo(before);
    }

    @Test
    @EnabledIf(value = "hasNpm", disabledReason = "not run: there is no npm here (Debian: apt-get install npm)")
    void npm_installs_a_package_of_the_folder() throws IOException {
        write("function.yaml", "name: hello\nruntime: node\nhandler: app.handler\n");
        write("app.mjs", "import greet from 'greet';\n");
        LocalPackageSamples.node(folder.resolve("vendor/greet"));
        write("package.json", "{\"dependencies\": {\"greet\": \"file:./vendor/greet\"}}");
        var before = folderNow();

        deployed();

        assertThat(dependencies()).containsKeys("node_modules/greet/index.js", "node_modules/greet/package.json");
        assertThat(folderNow()).isEqualTo(before);
    }

    @Test
    @EnabledIf(value = "hasMaven", disabledReason = "not run: there is no mvn here (Debian: apt-get install maven)")
    void maven_compiles_a_project_and_finds_that_it_needs_nothing() throws IOException {
        write("src/main/java/com/example/Main.java", """
                package com.example;
                public class Main {
                    public static Object handle(Object event) { return event; }
                }
                """);
        write("src/main/resources/greeting.txt", "hello");
        // The versions of this build, so that they are in the local repository.
        write("pom.xml", """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId>
                  <artifactId>hello</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>25</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <build>
                    <plugins>
                      <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version></plugin>
                      <plugin><artifactId>maven-resources-plugin</artifactId><version>3.4.0</version></plugin>
                    </plugins>
                  </build>
                </project>
                """);

        deployed();

        assertThat(source()).containsOnlyKeys("com/", "com/example/", "com/example/Main.class", "greeting.txt");
        assertThat(spec().path("handler").asText()).isEqualTo("com.example.Main::handle");
        assertThat(spec().path("dependencies").isNull()).isTrue();
    }
}
