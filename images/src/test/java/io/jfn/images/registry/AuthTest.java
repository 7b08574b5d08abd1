// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static io.jfn.images.registry.ScriptedRegistry.blob;
import static io.jfn.images.registry.ScriptedRegistry.body;
import static io.jfn.images.registry.ScriptedRegistry.manifest;
import static io.jfn.images.registry.ScriptedRegistry.only;
import static io.jfn.images.registry.ScriptedRegistry.status;
import static io.jfn.images.registry.TestImage.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Progress;
import io.jfn.images.content.ManifestDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthTest extends RegistryTest {
    private static final Credential ADA = new Credential("ada", "right horse");
    private static final String TOKEN_PATH = "/token?service=svc&scope=repository%3Ateam%2Fapp%3Apull";

    private final TestImage image = TestImage.of(1000, 2000);

    @BeforeEach
    void serve() {
        registry.serve("1", image);
    }

    @Test
    void a_token_is_fetched_once_for_a_scope_and_shown_to_the_registry_alone() throws IOException {
        guardAll("Bearer t0ken", bearer(registry.url("/token")));
        registry.on(TOKEN_PATH, only(ADA.basic(), "Basic realm=x", json("{\"token\":\"t0ken\",\"expires_in\":300}")));
        byte[] layer = image.layers().getFirst();
        try (var storage = new ScriptedRegistry()) {
            registry.on(blob(layer), only("Bearer t0ken", "Basic", status(307, "Location", storage.url("/a"))));
            storage.on("/a", body("application/octet-stream", layer));
            as(ADA);
            assertThat(pull("team/app:1")).isEqualTo(image.digest());
            assertThat(registry.count("GET", TOKEN_PATH)).isEqualTo(1);
            assertThat(storage.asked())
                    .hasSize(1)
                    .allMatch(asked -> asked.authorization().equals("null"));
        }
    }

    @Test
    void a_password_asked_for_plainly_goes_to_the_registry_alone() throws IOException {
        try (var storage = new ScriptedRegistry()) {
            guardAll(ADA.basic(), "Basic realm=\"x\"");
            // The same machine under another name is another host; a way back earns no credentials either.
            String back = "http://" + registry.hostByName() + "/b";
            registry.on(manifest("1"), only(ADA.basic(), "Basic", status(302, "Location", storage.url("/a"))));
            storage.on("/a", status(302, "Location", back));
            registry.on("/b", status(302, "Location", registry.url("/c")));
            registry.on("/c", body(ManifestDocument.OCI_MANIFEST, image.manifest()));
            as(ADA);
            assertThat(pull("team/app:1")).isEqualTo(image.digest());
            assertThat(storage.asked()).allMatch(asked -> asked.authorization().equals("null"));
            assertThat(registry.asked().stream()
                            .filter(asked -> List.of("/b", "/c").contains(asked.path())))
                    .hasSize(2)
                    .allMatch(asked -> asked.authorization().equals("null"));
        }
    }

    @Test
    void another_host_that_asks_for_credentials_gets_none() throws IOException {
        try (var storage = new ScriptedRegistry()) {
            storage.on("/a", status(401, "WWW-Authenticate", bearer(storage.url("/token"))));
            registry.on(manifest("1"), status(302, "Location", storage.url("/a")));
            as(ADA);
            pullRefused(Fault.REGISTRY_UNAUTHORIZED, "team/app:1");
            assertThat(storage.asked())
                    .hasSize(1)
                    .allMatch(asked -> asked.authorization().equals("null"));
        }
    }

    @Test
    void a_token_service_where_a_registry_has_no_business_is_not_asked() {
        for (String realm : List.of("https://169.254.169.254/t", "http://example.com/t", "https://10.0.0.1/t", "x y")) {
            registry.on(manifest("1"), status(401, "WWW-Authenticate", bearer(realm)));
            as(ADA);
            ImageException e = refused(
                    realm.equals("x y") ? Fault.REGISTRY_ANSWER : Fault.REGISTRY_REDIRECT, () -> pull("team/app:1"));
            assertThat(e).hasMessageNotContaining(ADA.secret());
        }
    }

    @Test
    void a_wrong_password_is_told_with_where_it_was_found() {
        guardAll(ADA.basic(), "Basic realm=\"x\"");
        as(new Credential("ada", "wrong"));
        assertThat(pullRefused(Fault.REGISTRY_UNAUTHORIZED, "team/app:1"))
                .hasMessageContaining("tried: the credentials of user 'ada' that came with the call")
                .hasMessageContaining("docker login " + registry.host())
                .hasMessageNotContaining("wrong");
        var file = folder.resolve("config.json");
        client.close();
        client = new RegistryClient(CONFIG.withCredentials(new DockerCredentials(file, java.util.Map.of())), store);
        assertThat(pullRefused(Fault.REGISTRY_UNAUTHORIZED, "team/app:1"))
                .hasMessageContaining("there is no file " + file);
    }

    @Test
    void a_token_service_that_refuses_is_told_with_the_scope() {
        guardAll("Bearer t", bearer(registry.url("/token")));
        registry.on(TOKEN_PATH, status(401));
        assertThat(pullRefused(Fault.REGISTRY_UNAUTHORIZED, "team/app:1"))
                .hasMessageContaining(
                        "gives no token for 'repository:team/app:pull'; tried: no credentials were given");
        registry.on(TOKEN_PATH, json("{\"token\":\"a\\r\\nX: y\"}"));
        pullRefused(Fault.REGISTRY_ANSWER, "team/app:1");
    }

    @Test
    void an_identity_token_is_changed_for_a_token_of_the_scope() {
        guardAll("Bearer t0ken", bearer(registry.url("/token")));
        var form = new AtomicReference<>("");
        registry.on("/token", exchange -> {
            form.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            json("{\"access_token\":\"t0ken\"}").to(exchange);
        });
        as(new Credential(Credential.TOKEN_USER, "long&lasting"));
        assertThat(pull("team/app:1")).isEqualTo(image.digest());
        assertThat(form.get())
                .contains("grant_type=refresh_token", "refresh_token=long%26lasting", "scope=repository%3Ateam");
    }

    @Test
    void tokens_of_one_caller_are_not_used_for_another() {
        guardAll("Bearer t0ken", bearer(registry.url("/token")));
        registry.on(TOKEN_PATH, only(ADA.basic(), "Basic realm=x", json("{\"token\":\"t0ken\"}")));
        RegistryClient ada = client.with(Credentials.of(registry.host(), ADA));
        assertThat(ada.pull(TenantName.DEFAULT, registry.name("team/app:1"), Progress.NONE))
                .isEqualTo(image.digest());
        pullRefused(Fault.REGISTRY_UNAUTHORIZED, "team/app:1");
        RegistryClient elsewhere = client.with(Credentials.of("docker.io", ADA));
        assertThat(refused(Fault.REGISTRY_UNAUTHORIZED, () -> elsewhere.manifest(registry.name("team/app:1"))))
                .hasMessageContaining("those of docker.io");
    }

    @Test
    void what_is_not_allowed_is_told_with_the_registrys_own_words() {
        registry.on(
                manifest("1"),
                exchange -> ScriptedRegistry.send(
                        exchange,
                        403,
                        utf8("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no \\u001b[31mentry\"}]}")));
        assertThat(pullRefused(Fault.REGISTRY_DENIED, "team/app:1")).hasMessageContaining("403: no ?[31mentry");
    }

    private void as(Credential credential) {
        use(CONFIG.withCredentials(Credentials.of(registry.host(), credential)));
    }

    private void guardAll(String authorization, String challenge) {
        registry.on(
                manifest("1"), only(authorization, challenge, body(ManifestDocument.OCI_MANIFEST, image.manifest())));
        registry.on(blob(image.config()), only(authorization, challenge, body("x/y", image.config())));
        image.layers().forEach(layer -> registry.on(blob(layer), only(authorization, challenge, body("x/y", layer))));
    }

    private static String bearer(String realm) {
        return "Bearer realm=\"" + realm + "\",service=\"svc\",scope=\"repository:everything:*\"";
    }

    private static ScriptedRegistry.Reply json(String text) {
        return body("application/json", utf8(text));
    }

    @Test
    void challenges_are_read_as_they_are_written() {
        assertThat(Challenge.read(List.of("Basic realm=\"a, b\", Bearer realm=\"https://x/\\\"t\",service=s")))
                .containsExactly(
                        new Challenge("basic", java.util.Map.of("realm", "a, b")),
                        new Challenge("bearer", java.util.Map.of("realm", "https://x/\"t", "service", "s")));
        assertThat(Challenge.read(List.of("Negotiate", "bearer Realm=q"))).hasSize(2);
        assertThat(Challenge.read(List.of("\"", "=", ",,,", "Basic \"".repeat(500))))
                .hasSizeLessThan(2);
    }
}
