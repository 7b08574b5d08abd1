// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.images.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerCredentialsTest {
    private static final Credential ADA = new Credential("ada", "pass:word");

    @TempDir
    Path folder;

    private Path file;
    private Map<String, String> environment;

    @BeforeEach
    void place() throws IOException {
        file = folder.resolve("config.json");
        Path programs = Files.createDirectory(folder.resolve("bin"));
        environment = Map.of("PATH", programs + ":/usr/bin:/bin", "DOCKER_CONFIG", folder.toString());
    }

    @Test
    void reads_users_and_passwords_under_any_spelling_of_the_registry() throws IOException {
        for (String key : new String[] {"r.example:5000", "https://r.example:5000", "http://r.example:5000/v1/"}) {
            write("{\"auths\":{\"other.example\":{},\"" + key + "\":{\"auth\":\"" + base64("ada:pass:word") + "\"}}}");
            assertThat(find("r.example:5000")).isEqualTo(ADA);
        }
        write("{\"auths\":{\"https://index.docker.io/v1/\":{\"username\":\"ada\",\"password\":\"pass:word\"}}}");
        assertThat(find("docker.io")).isEqualTo(ADA);
        write("{\"auths\":{\"r.example\":{\"auth\":\"" + base64("x:y") + "\",\"identitytoken\":\"t\"}}}");
        assertThat(find("r.example")).isEqualTo(new Credential(Credential.TOKEN_USER, "t"));
    }

    @Test
    void says_where_it_looked() throws IOException {
        assertThat(credentials().find("r.example").where()).isEqualTo("no credentials, as there is no file " + file);
        write("{\"auths\":{\"r.example:5000\":{\"auth\":\"" + base64("ada:pass:word") + "\"}}}");
        assertThat(credentials().find("r.example").where())
                .isEqualTo("no credentials, as there are none for r.example in " + file);
        assertThat(credentials().find("r.example:5000").where()).isEqualTo("the credentials of user 'ada' in " + file);
        assertThat(DockerCredentials.ofUser(Map.of()).find("x").where()).contains("neither DOCKER_CONFIG nor HOME");
    }

    @Test
    void the_registrys_own_helper_goes_before_the_store_and_this_before_the_file() throws IOException {
        helper("one", "read server; echo \"{\\\"Username\\\":\\\"one\\\",\\\"Secret\\\":\\\"$server\\\"}\"");
        helper("all", "cat >/dev/null; echo '{\"Username\":\"all\",\"Secret\":\"s\"}'");
        write(
                "{\"credsStore\":\"all\",\"credHelpers\":{\"r.example\":\"one\",\"docker.io\":\"one\"},\"auths\":{\"a\":{\"auth\":\""
                        + base64("ada:pass:word") + "\"}}}");
        assertThat(find("r.example")).isEqualTo(new Credential("one", "r.example"));
        assertThat(find("docker.io")).isEqualTo(new Credential("one", "https://index.docker.io/v1/"));
        assertThat(find("a")).isEqualTo(new Credential("all", "s"));
        assertThat(credentials().find("a").where()).contains("docker-credential-all", file.toString(), "user 'all'");
    }

    @Test
    void a_helper_that_knows_nothing_leaves_the_file_its_say() throws IOException {
        helper("all", "cat >/dev/null; echo 'credentials not found in native keychain'; exit 1");
        write("{\"credsStore\":\"all\",\"auths\":{\"a\":{\"auth\":\"" + base64("ada:pass:word") + "\"}}}");
        assertThat(find("a")).isEqualTo(ADA);
        assertThat(credentials().find("b").get()).isEmpty();
    }

    @Test
    void helpers_that_fail_hang_or_are_missing_are_told() throws IOException {
        helper("bad", "cat >/dev/null; echo locked; exit 3");
        write("{\"credsStore\":\"bad\"}");
        refused("docker-credential-bad ended with 3: locked");
        write("{\"credsStore\":\"gone\"}");
        refused("docker-credential-gone is not on the PATH");
        write("{\"credsStore\":\"../x\"}");
        refused("has a name that no program has");
        helper("slow", "sleep 60 & wait");
        long start = System.nanoTime();
        assertThatThrownBy(() -> new CredentialProgram("slow", environment, Duration.ofMillis(200)).get("a"))
                .hasMessageContaining("gave no answer within 200 ms");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void a_file_that_is_broken_is_told() throws IOException {
        write("{");
        assertThatThrownBy(() -> credentials().find("a")).isInstanceOf(ImageException.class);
        write("{\"auths\":{\"a\":{\"auth\":\"!\"}}}");
        refused("has an 'auth' for a that is no base64");
        write("{\"auths\":{\"a\":{\"auth\":\"" + base64("nobody") + "\"}}}");
        refused("has an 'auth' for a that is no user and password");
    }

    @Test
    void secrets_are_never_shown() {
        assertThat(ADA.toString()).doesNotContain(ADA.secret());
    }

    private void refused(String message) {
        assertThatThrownBy(() -> credentials().find("a"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(message);
    }

    private Credentials credentials() {
        return DockerCredentials.ofUser(environment);
    }

    private Credential find(String registry) {
        return credentials().find(registry).get().orElseThrow();
    }

    private void write(String json) throws IOException {
        Files.writeString(file, json);
    }

    private void helper(String name, String script) throws IOException {
        Path program = folder.resolve("bin").resolve("docker-credential-" + name);
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(TestImage.utf8(text));
    }
}
