// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.ImageOrigin;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.Sbom;
import io.jfn.api.TenantName;
import io.jfn.images.ImageException;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.TenantContent;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.policy.SignatureRule;
import io.jfn.images.policy.TrustedKey;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RegistryConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NamedImagesTest {
    private static final TenantName TENANT = TenantName.DEFAULT;
    private static final String APP = "team/app";
    private static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";

    @TempDir
    Path folder;

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final TestImage image = TestImage.of("one");
    private final TestImage other = TestImage.of("two");
    private final List<String> steps = new ArrayList<>();
    private ImageStore store;
    private ContentStore contents;
    private RegistryClient client;

    @BeforeEach
    void open() {
        store = new ImageStore(folder.resolve("store"), ImageStoreConfig.ofThisMachine());
        contents = new ContentStore(folder.resolve("store"), ContentConfig.DEFAULT);
        client = new RegistryClient(RegistryConfig.DEFAULT, contents);
    }

    @AfterEach
    void close() {
        client.close();
        store.close();
        registry.close();
    }

    private NamedImages named(ImageRules rules) {
        var settings = new RegistrySettings(RegistryConfig.DEFAULT, Map.of(TENANT, rules));
        return new NamedImages(
                store,
                contents,
                () -> new RegistryAccess(client, settings),
                OwnRegistry.at(8080),
                InstantSource.system());
    }

    private PulledImage pull(ImageRules rules, String name) {
        return named(rules).pull(TENANT, name, Optional.empty(), (step, _, _) -> steps.add(step));
    }

    private String app(String reference) {
        return registry.host() + "/" + APP + reference;
    }

    private void assertRefused(ImageRules rules, String name, String code, String word) {
        assertThatThrownBy(() -> pull(rules, name))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(word);
    }

    @Test
    void a_name_without_a_registry_is_looked_for_on_the_node_first() {
        image.into(contents.of(TENANT), "hello", "latest");
        other.into(contents.of(TENANT), "team/hello", "v2");
        assertThat(pull(ImageRules.OPEN, "hello").image().image())
                .isEqualTo(image.id().value());
        assertThat(pull(ImageRules.OPEN, "hello").origin())
                .isEqualTo(
                        new ImageOrigin("hello", "local/hello", image.digest().value(), List.of(), List.of()));
        assertThat(pull(ImageRules.OPEN, "team/hello:v2").image().image())
                .isEqualTo(other.id().value());
        assertThat(pull(ImageRules.OPEN, "localhost:8080/hello").origin().name())
                .isEqualTo("local/hello");
        assertThat(pull(ImageRules.OPEN, "local/hello").origin().name()).isEqualTo("local/hello");
        assertThat(pull(ImageRules.OPEN, "hello@" + image.digest()).image().image())
                .isEqualTo(image.id().value());
        assertRefused(ImageRules.OPEN, "localhost:8080/none", "image_not_found", "push it");
    }

    @Test
    void what_is_neither_here_nor_there_is_told_with_both_places() {
        var nowhere = new ImageRules(List.of(), List.of());
        assertRefused(nowhere, "hello", "image_not_allowed", "'hello' is not in this node's registry");
    }

    @Test
    void a_tag_is_resolved_once_and_layers_that_are_here_are_not_fetched_again() {
        registry.push(APP, "v1", image);
        PulledImage pulled = pull(ImageRules.OPEN, app(":v1"));
        assertThat(pulled.image().image()).isEqualTo(image.id().value());
        assertThat(pulled.origin().manifest()).isEqualTo(image.digest().value());
        assertThat(pulled.origin().name()).isEqualTo(app(""));
        assertThat(steps).anyMatch(step -> step.startsWith("pull "));

        registry.requests.clear();
        assertThat(pull(ImageRules.OPEN, app("@" + image.digest())).image()).isEqualTo(pulled.image());
        assertThat(registry.requests).isEmpty();

        pull(ImageRules.OPEN, app(":v1"));
        assertThat(registry.requests).containsExactly("GET " + APP + "/manifests/v1");

        registry.push(APP, "v1", other);
        assertThat(pull(ImageRules.OPEN, app(":v1")).image().image())
                .isEqualTo(other.id().value());
    }

    @Test
    void an_index_that_was_pulled_needs_no_network_either() {
        registry.pushIndex(APP, "v1", image);
        Digest index = TestImage.digest(image.index());
        assertThat(pull(ImageRules.OPEN, app(":v1")).origin().manifest()).isEqualTo(index.value());
        registry.requests.clear();
        assertThat(pull(ImageRules.OPEN, app("@" + index)).image().image())
                .isEqualTo(image.id().value());
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void an_index_of_an_index_leads_to_the_image() {
        TenantContent content = contents.of(TENANT);
        image.into(content, "nested", "image");
        content.addManifest("nested", "inner", TestImage.INDEX, image.index());
        byte[] outer = """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(
                        TestImage.INDEX, TestImage.INDEX, TestImage.digest(image.index()), image.index().length)
                .getBytes(StandardCharsets.UTF_8);
        content.addManifest("nested", "1", TestImage.INDEX, outer);
        PulledImage pulled = pull(ImageRules.OPEN, "nested:1");
        assertThat(pulled.image().image()).isEqualTo(image.id().value());
        assertThat(pulled.origin().manifest()).isEqualTo(TestImage.digest(outer).value());
    }

    @Test
    void an_image_that_lost_its_layers_is_unpacked_again_without_the_registry() {
        registry.pushIndex(APP, "v1", image);
        image.into(contents.of(TENANT), "hello", "1");
        List<ImageOrigin> origins = List.of(
                pull(ImageRules.OPEN, app(":v1")).origin(),
                pull(ImageRules.OPEN, "hello:1").origin());
        registry.requests.clear();
        for (ImageOrigin origin : origins) {
            store.collectGarbage(0);
            assertThat(store.list(TENANT)).isEmpty();
            named(ImageRules.OPEN).restore(TENANT, origin);
            assertThat(store.list(TENANT))
                    .extracting(view -> view.image())
                    .containsExactly(image.id().value());
        }
        assertThat(registry.requests).isEmpty();
        var gone = new ImageOrigin("x", "local/x", image.digest().value(), List.of(), List.of());
        assertThatThrownBy(() -> named(ImageRules.OPEN).restore(TENANT, gone))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("deploy it again");
    }

    @Test
    void a_registry_that_is_not_allowed_is_not_even_asked() {
        registry.push(APP, "v1", image);
        var rules = new ImageRules(List.of(new ImagePattern("docker.io/library")), List.of());
        assertRefused(rules, app(":v1"), "image_not_allowed", "docker.io/library");
        assertThat(registry.requests).isEmpty();
        assertThat(pull(new ImageRules(List.of(new ImagePattern(app(""))), List.of()), app(":v1")))
                .isNotNull();
    }

    @Test
    void credentials_of_the_call_go_to_their_own_registry_alone() {
        registry.push(APP, "v1", image);
        registry.guard("me", "s3cret");
        assertThatThrownBy(() -> named(ImageRules.OPEN).pull(TENANT, app(":v1"), login("other.example"), Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(named(ImageRules.OPEN)
                        .pull(TENANT, app(":v1"), login(registry.host()), Progress.NONE)
                        .image()
                        .image())
                .isEqualTo(image.id().value());
    }

    private static Optional<RegistryLogin> login(String host) {
        return Optional.of(new RegistryLogin("me", "s3cret", "", host));
    }

    @Test
    void an_sbom_is_noted() {
        registry.push(APP, "v1", image);
        registry.attach(APP, tag(image, ".sbom"), "text/spdx+json", new byte[] {'{', '}'}, "");
        List<Sbom> sboms = pull(ImageRules.OPEN, app(":v1")).origin().sboms();
        assertThat(sboms).extracting(Sbom::format).containsExactly("spdx");
        registry.requests.clear();
        assertThat(pull(ImageRules.OPEN, app("@" + image.digest())).origin().sboms())
                .isEqualTo(sboms);
        assertThat(registry.requests).isEmpty();
    }

    private static String tag(TestImage image, String suffix) {
        return "sha256-" + image.digest().hex() + suffix;
    }

    private final KeyPair keys = keys();

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private ImageRules signed(String images) {
        return new ImageRules(
                ImageRules.OPEN.allowed(),
                List.of(new SignatureRule(
                        List.of(new ImagePattern(images)),
                        List.of(new TrustedKey("team", keys.getPublic(), Optional.empty())))));
    }

    /** Signs by hand in cosign's format, and attaches it to an image. */
    private void sign(TestImage target, TestImage signed) {
        byte[] payload = """
                {"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":null}""".formatted(signed.digest()).getBytes(StandardCharsets.UTF_8);
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate());
            signer.update(payload);
            registry.attach(
                    APP,
                    tag(target, ".sig"),
                    SIMPLE,
                    payload,
                    Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_signed_image_is_pulled_and_verified_again_without_the_registry() {
        registry.push(APP, "v1", image);
        sign(image, image);
        assertThat(pull(signed(registry.host()), app(":v1")).origin().signedBy())
                .containsExactly("team");
        registry.requests.clear();
        assertThat(pull(signed(registry.host()), app("@" + image.digest()))
                        .origin()
                        .signedBy())
                .containsExactly("team");
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void an_unsigned_image_is_refused_before_a_layer_is_fetched_and_taken_when_it_is_signed_later() {
        registry.push(APP, "v1", image);
        assertRefused(signed(registry.host()), app(":v1"), "signature_missing", "team");
        assertThat(registry.requests).noneMatch(request -> request.contains("/blobs/"));
        pull(ImageRules.OPEN, app(":v1"));
        assertRefused(signed(registry.host()), app(":v1"), "signature_missing", "team");
        sign(image, image);
        assertThat(pull(signed(registry.host()), app(":v1")).origin().signedBy())
                .containsExactly("team");
    }

    @Test
    void a_signature_replayed_from_another_image_is_refused() {
        registry.push(APP, "v1", image);
        sign(image, other);
        assertRefused(
                signed(registry.host()),
                app(":v1"),
                "signature_of_other_image",
                other.digest().value());
    }

    @Test
    void a_tag_that_moves_between_verify_and_pull_changes_nothing() {
        registry.push(APP, "v1", image);
        sign(image, image);
        registry.afterwards(APP, "v1", () -> registry.push(APP, "v1", other));
        PulledImage pulled = pull(signed(registry.host()), app(":v1"));
        assertThat(pulled.image().image()).isEqualTo(image.id().value());
        assertThat(registry.requests)
                .noneMatch(request -> request.contains(other.digest().value()));
    }

    @Test
    void where_all_must_be_signed_an_upload_named_by_its_digest_is_refused() {
        image.into(contents.of(TENANT), "hello", "latest");
        assertRefused(signed("*"), "hello", "signature_missing", "local/hello");
        assertThatThrownBy(() -> named(signed("*")).find(TENANT, image.id().value(), Optional.empty(), Progress.NONE))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo("signature_missing"));
        assertThat(named(ImageRules.OPEN).find(TENANT, image.id().value(), Optional.empty(), Progress.NONE))
                .isEmpty();
    }
}
