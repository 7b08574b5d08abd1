// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerLoginsTest {
    private static final String AUTH =
            Base64.getEncoder().encodeToString("me:pass:word".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path home;

    private final List<String> notes = new ArrayList<>();

    private DockerLogins logins() {
        String path = home + ":" + System.getenv("PATH");
        return new DockerLogins(Map.of("HOME", home.toString(), "PATH", path), notes::add);
    }

    private void config(String json) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private void helper(String script) throws IOException {
        Path program = Files.writeString(home.resolve("docker-credential-test"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1.25, docker.io",
        "team/app, docker.io",
        "index.docker.io/library/nginx, docker.io",
        "docker.io/library/nginx, docker.io",
        "localhost/app, localhost",
        "localhost:5000/a/b@sha256:0, localhost:5000",
        "registry.example/a, registry.example"
    })
    void an_images_registry_is_its_first_part_when_that_is_a_host(String image, String registry) {
        assertThat(DockerLogins.registry(image)).isEqualTo(registry);
    }

    @Test
    void without_a_file_there_is_nothing_and_nothing_is_said() {
        assertThat(logins().find("nginx")).isEmpty();
        assertThat(new DockerLogins(Map.of(), notes::add).find("nginx")).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void what_stands_in_the_file_is_found_however_its_key_is_written() throws IOException {
        config("""
                {"auths":{"https://index.docker.io/v1/":{"auth":"%s"},"http://localhost:5000":{"auth":"%s"},
                 "token.example":{"auth":"","identitytoken":"t0ken"}}}""".formatted(AUTH, AUTH));
        assertThat(logins().find("nginx")).contains(new RegistryLogin("me", "pass:word", "", "docker.io"));
        assertThat(logins().find("localhost:5000/app"))
                .contains(new RegistryLogin("me", "pass:word", "", "localhost:5000"));
        assertThat(logins().find("token.example/app")).contains(new RegistryLogin("", "", "t0ken", "token.example"));
        assertThat(logins().find("other.example/app")).isEmpty();
    }

    @Test
    void a_helper_is_asked_for_its_registry() throws IOException {
        config("""
                {"credHelpers":{"registry.example":"test"},"auths":{"registry.example":{}}}""");
        helper("""
                read server; [ "$1 $server" = "get registry.example" ] && echo '{"Username":"me","Secret":"kept"}'
                """);
        assertThat(logins().find("registry.example/app"))
                .contains(new RegistryLogin("me", "kept", "", "registry.example"));
        helper("echo '{\"Username\":\"<token>\",\"Secret\":\"t0ken\"}'\n");
        assertThat(logins().find("registry.example/app"))
                .map(RegistryLogin::identitytoken)
                .contains("t0ken");
    }

    @Test
    void a_helper_that_knows_nothing_leaves_it_to_the_file() throws IOException {
        config("""
                {"credsStore":"test","auths":{"registry.example":{"auth":"%s"}}}""".formatted(AUTH));
        helper("echo 'credentials not found in native keychain'; exit 1\n");
        assertThat(logins().find("registry.example/app"))
                .map(RegistryLogin::username)
                .contains("me");
        assertThat(notes).isEmpty();
    }

    @Test
    void what_cannot_be_had_is_told_without_a_secret_and_goes_without() throws IOException {
        config("{\"auths\":{\"registry.example\":{\"auth\":\"s3cret!\"}}}");
        assertThat(logins().find("registry.example/app")).isEmpty();
        config("{\"auths\":{\"registry.example\":{\"auth\":\"s3cret");
        assertThat(logins().find("registry.example/app")).isEmpty();
        config("{\"credHelpers\":{\"registry.example\":\"missing\"}}");
        assertThat(logins().find("registry.example/app")).isEmpty();
        config("{\"credHelpers\":{\"registry.example\":\"../evil\"}}");
        assertThat(logins().find("registry.example/app")).isEqualTo(Optional.empty());
        assertThat(notes).hasSize(4).noneMatch(note -> note.contains("s3cret"));
        assertThat(notes.get(2)).contains("docker-credential-missing");
    }

    @Test
    void a_login_never_shows_its_secret() {
        assertThat(new RegistryLogin("me", "s3cret", "t0ken", "registry.example").toString())
                .contains("me", "registry.example")
                .doesNotContain("s3cret", "t0ken");
    }
}
