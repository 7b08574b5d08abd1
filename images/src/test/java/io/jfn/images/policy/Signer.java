// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Somebody with a key pair, who signs as cosign does. */
final class Signer {
    private final KeyPair keys;
    private final String algorithm;

    private Signer(KeyPair keys, String algorithm) {
        this.keys = keys;
        this.algorithm = algorithm;
    }

    static Signer ec(String curve, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new Signer(generator.generateKeyPair(), algorithm);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Signer of(String kind, int bits, String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return new Signer(generator.generateKeyPair(), algorithm);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Signer usual() {
        return ec("secp256r1", "SHA256withECDSA");
    }

    String pem() {
        return pem("PUBLIC KEY", keys.getPublic().getEncoded());
    }

    String privatePem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }

    TrustedKey trusted(String name) {
        return TrustedKey.ofPem(name, pem(), Optional.empty());
    }

    TrustedKey trustedUntil(String name, Instant expires) {
        return TrustedKey.ofPem(name, pem(), Optional.of(expires));
    }

    static byte[] payload(Digest image) {
        return """
                {"critical":{"identity":{"docker-reference":"registry.example/team/app"},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":null}""".formatted(image).getBytes(StandardCharsets.UTF_8);
    }

    String sign(byte[] bytes) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(keys.getPrivate());
            signer.update(bytes);
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A sigstore bundle around an in-toto statement about an image. */
    byte[] bundle(Digest image) {
        String type = "application/vnd.in-toto+json";
        String statement = """
                {"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"%s"}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}}""".formatted(image.hex());
        byte[] signed = ("DSSEv1 " + type.length() + " " + type + " " + statement.length() + " " + statement)
                .getBytes(StandardCharsets.UTF_8);
        return """
                {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"x"}},"dsseEnvelope":{"payload":"%s","payloadType":"%s","signatures":[{"sig":"%s"}]}}""".formatted(
                        Base64.getEncoder().encodeToString(statement.getBytes(StandardCharsets.UTF_8)),
                        type,
                        sign(signed))
                .getBytes(StandardCharsets.UTF_8);
    }
}
