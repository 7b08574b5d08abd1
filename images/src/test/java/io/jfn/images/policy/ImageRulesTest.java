// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Sbom;
import io.jfn.images.ImageException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Case C16: unsigned, by a wrong key, expired, replayed; a tag that moves is the deploy's own test. */
class ImageRulesTest {
    private static final String APP = "registry.example/team/app";
    private static final Digest IMAGE = new Digest("sha256:" + "1".repeat(64));
    private static final Digest INDEX = new Digest("sha256:" + "2".repeat(64));
    private static final Digest OTHER = new Digest("sha256:" + "3".repeat(64));
    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

    private final Signer signer = Signer.usual();
    private final FakeAttachments attachments = new FakeAttachments();

    private static ImageRules signedBy(TrustedKey... keys) {
        return new ImageRules(
                ImageRules.OPEN.allowed(),
                List.of(new SignatureRule(List.of(new ImagePattern("registry.example/team")), List.of(keys))));
    }

    private List<String> check(ImageRules rules) {
        Set<Digest> image = Set.of(IMAGE, INDEX);
        return rules.checkSigned(APP, image, AttachedSignatures.of(image, attachments), NOW);
    }

    private void assertRefused(ImageRules rules, String code, String... words) {
        assertThatThrownBy(() -> check(rules))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(APP)
                .satisfies(e -> assertThat(List.of(words)).allMatch(String.valueOf(e.getMessage())::contains));
    }

    @ParameterizedTest
    @CsvSource({
        "*, docker.io/library/nginx, true",
        "docker.io, docker.io/library/nginx, true",
        "docker.io, docker.io.evil.example/library/nginx, false",
        "docker.io/library, docker.io/library/nginx, true",
        "docker.io/library/*, docker.io/library/nginx, true",
        "docker.io/lib, docker.io/library/nginx, false",
        "docker.io/library/nginx, docker.io/library/nginx, true",
        "docker.io/library/nginx, docker.io/library/nginx2, false",
        "localhost:5000, localhost:5000/a/b, true",
        "localhost:500, localhost:5000/a/b, false",
        "local, local/hello, true"
    })
    void a_pattern_compares_whole_parts(String pattern, String repository, boolean matches) {
        assertThat(new ImagePattern(pattern).matches(repository)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "docker.io/library/nginx:1.25", "docker.io/*/nginx", "a b", "https://docker.io", "docker.io/"
            })
    void what_means_no_images_is_no_pattern(String text) {
        assertThatThrownBy(() -> new ImagePattern(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void an_image_from_elsewhere_is_refused_with_what_is_allowed() {
        var rules = new ImageRules(
                List.of(new ImagePattern("docker.io/library"), new ImagePattern("registry.example/team")), List.of());
        assertThatCode(() -> rules.checkAllowed("docker.io/library/nginx")).doesNotThrowAnyException();
        assertThatCode(() -> rules.checkAllowed("local/hello")).doesNotThrowAnyException();
        assertThatThrownBy(() -> rules.checkAllowed("docker.io/someone/nginx"))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo("image_not_allowed"))
                .hasMessageContaining("docker.io/someone/nginx")
                .hasMessageContaining("docker.io/library, registry.example/team");
        assertThatThrownBy(() -> new ImageRules(List.of(), List.of()).checkAllowed("docker.io/library/nginx"))
                .hasMessageContaining("nowhere");
    }

    @Test
    void an_image_that_a_trusted_key_signed_is_taken() {
        attachments.signature(IMAGE, signer, IMAGE);
        assertThat(check(signedBy(Signer.usual().trusted("other"), signer.trusted("team"))))
                .containsExactly("team");
    }

    @Test
    void a_signature_of_the_index_counts_for_its_manifest() {
        attachments.signature(INDEX, signer, INDEX);
        assertThat(check(signedBy(signer.trusted("team")))).containsExactly("team");
    }

    @Test
    void a_bundle_among_the_referrers_is_a_signature_too() {
        String type = "application/vnd.dev.sigstore.bundle.v0.3+json";
        attachments.referrer(IMAGE, type, attachments.layer(type, signer.bundle(IMAGE), ""));
        assertThat(check(signedBy(signer.trusted("team")))).containsExactly("team");
        assertRefused(signedBy(Signer.usual().trusted("team")), "signature_untrusted");
    }

    @Test
    void an_unsigned_image_is_refused() {
        assertRefused(signedBy(signer.trusted("team")), "signature_missing", "team", "cosign sign");
    }

    @Test
    void where_no_rule_is_about_the_image_nothing_is_asked() {
        ImageRules rules = signedBy(signer.trusted("team"));
        assertThat(rules.mustBeSigned("docker.io/library/nginx")).isFalse();
        assertThat(rules.mustBeSigned(APP)).isTrue();
        assertThat(rules.checkSigned(
                        "docker.io/library/nginx", Set.of(IMAGE), AttachedSignatures.of(List.of(), attachments), NOW))
                .isEmpty();
    }

    @Test
    void a_signature_by_another_key_is_refused() {
        attachments.signature(IMAGE, Signer.usual(), IMAGE);
        assertRefused(signedBy(signer.trusted("team")), "signature_untrusted", "team");
    }

    @Test
    void a_signature_replayed_from_another_image_is_refused() {
        attachments.signature(IMAGE, signer, OTHER);
        assertRefused(signedBy(signer.trusted("team")), "signature_of_other_image", OTHER.value());
    }

    @Test
    void a_bundle_replayed_from_another_image_is_refused() {
        String type = "application/vnd.dev.sigstore.bundle.v0.3+json";
        attachments.referrer(IMAGE, type, attachments.layer(type, signer.bundle(OTHER), ""));
        assertRefused(signedBy(signer.trusted("team")), "signature_of_other_image");
    }

    @Test
    void a_payload_that_was_changed_after_it_was_signed_is_refused() {
        byte[] signed = Signer.payload(OTHER);
        attachments.tag(
                IMAGE,
                ".sig",
                attachments.layer(
                        "application/vnd.dev.cosign.simplesigning.v1+json",
                        Signer.payload(IMAGE),
                        signer.sign(signed)));
        assertRefused(signedBy(signer.trusted("team")), "signature_untrusted");
    }

    @Test
    void a_key_that_expired_signs_no_more() {
        attachments.signature(IMAGE, signer, IMAGE);
        assertThat(check(signedBy(signer.trustedUntil("team", NOW.plusSeconds(1)))))
                .containsExactly("team");
        assertRefused(signedBy(signer.trustedUntil("team", NOW)), "signature_expired", "team");
    }

    @Test
    void every_rule_about_an_image_must_be_kept() {
        attachments.signature(IMAGE, signer, IMAGE);
        var both = new ImageRules(
                ImageRules.OPEN.allowed(),
                List.of(
                        new SignatureRule(List.of(new ImagePattern("*")), List.of(signer.trusted("team"))),
                        new SignatureRule(
                                List.of(new ImagePattern("registry.example")),
                                List.of(Signer.usual().trusted("audit")))));
        assertRefused(both, "signature_untrusted", "audit");
    }

    @Test
    void rubbish_beside_a_good_signature_does_no_harm() {
        byte[] payload = Signer.payload(IMAGE);
        String type = "application/vnd.dev.cosign.simplesigning.v1+json";
        String missing = """
                {"mediaType":"%s","digest":"%s","size":5}""".formatted(type, OTHER);
        attachments.tag(
                IMAGE,
                ".sig",
                String.join(
                        ",",
                        attachments.layer(type, new byte[] {'x'}, "AA=="),
                        attachments.layer(type, payload, "not base64!"),
                        attachments.layer("application/octet-stream", new byte[] {'y'}, ""),
                        "{}",
                        missing,
                        attachments.layer(type, payload, signer.sign(payload))));
        attachments.raw("sha256-" + INDEX.hex() + ".sig", "[");
        assertThat(check(signedBy(signer.trusted("team")))).containsExactly("team");
    }

    @Test
    void sboms_are_noted_from_the_tag_and_from_referrers() {
        attachments
                .tag(IMAGE, ".sbom", attachments.layer("text/spdx+json", new byte[] {'1'}, ""))
                .referrer(INDEX, "application/vnd.cyclonedx+json", "")
                .referrer(INDEX, "application/vnd.example.other", "");
        assertThat(AttachedSboms.of(List.of(IMAGE, INDEX), attachments))
                .extracting(Sbom::format)
                .containsExactly("spdx", "cyclonedx");
        attachments.raw("sha256-" + OTHER.hex() + ".sbom", "no manifest");
        assertThat(AttachedSboms.of(List.of(OTHER), attachments)).isEmpty();
    }
}
