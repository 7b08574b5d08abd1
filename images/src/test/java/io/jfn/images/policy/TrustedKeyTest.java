// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrustedKeyTest {
    private static final byte[] TEXT = "signed".getBytes(StandardCharsets.UTF_8);

    static Stream<Signer> signers() {
        return Stream.of(
                Signer.usual(),
                Signer.ec("secp384r1", "SHA384withECDSA"),
                Signer.ec("secp384r1", "SHA256withECDSA"),
                Signer.of("RSA", 2048, "SHA256withRSA"),
                Signer.of("Ed25519", 0, "Ed25519"));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void a_key_knows_its_own_signatures_of_the_same_bytes(Signer signer) {
        TrustedKey key = signer.trusted("k");
        byte[] signature = Base64.getDecoder().decode(signer.sign(TEXT));
        assertThat(key.signed(TEXT, signature)).isTrue();
        assertThat(key.signed("sigmed".getBytes(StandardCharsets.UTF_8), signature))
                .isFalse();
        assertThat(key.signed(TEXT, new byte[0])).isFalse();
        assertThat(key.signed(TEXT, new byte[] {1, 2, 3})).isFalse();
        assertThat(Signer.usual().trusted("other").signed(TEXT, signature)).isFalse();
    }

    private static void assertRefused(String pem, String word) {
        assertThatThrownBy(() -> TrustedKey.ofPem("team", pem, Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("team")
                .hasMessageContaining(word);
    }

    @Test
    void a_weak_or_odd_key_is_refused() {
        assertRefused(Signer.of("RSA", 1024, "SHA256withRSA").pem(), "2048");
        assertRefused(Signer.ec("secp521r1", "SHA512withECDSA").pem(), "P-384");
        assertRefused(Signer.of("X25519", 0, "none").pem(), "Ed25519");
    }

    @Test
    void what_is_no_public_key_is_refused_without_being_shown() {
        String secret = Signer.usual().privatePem();
        assertRefused(secret, "private");
        assertThatThrownBy(() -> TrustedKey.ofPem("team", secret, Optional.empty()))
                .hasMessageNotContaining(secret.substring(30, 60));
        assertRefused("", "PEM");
        assertRefused(Signer.usual().pem() + Signer.usual().pem(), "PEM");
        assertRefused("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "cannot be read");
    }
}
