// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key whose signatures count: ECDSA on P-256 or P-384, RSA of 2048 bits or more, or Ed25519.
 *
 * @param name what messages call it
 * @param expires from when on its signatures count no more; empty means never
 */
public record TrustedKey(String name, PublicKey key, Optional<Instant> expires) {
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    private static final int LEAST_RSA_BITS = 2048;

    public TrustedKey {
        if (algorithms(key).isEmpty()) {
            throw new InvalidInputException("key '" + Printable.of(name)
                    + "' is of no kind that is taken: ECDSA on P-256 or P-384, RSA of " + LEAST_RSA_BITS
                    + " bits or more, Ed25519");
        }
    }

    /** Reads a key as {@code cosign generate-key-pair} and {@code openssl pkey -pubout} write it. */
    public static TrustedKey ofPem(String name, String pem, Optional<Instant> expires) {
        String who = "key '" + Printable.of(name) + "' ";
        if (pem.contains("PRIVATE KEY")) {
            throw new InvalidInputException(who + "is a private key: only its public half belongs on a node");
        }
        Matcher block = PEM.matcher(pem);
        if (!block.matches()) {
            throw new InvalidInputException(who + "is not one 'PUBLIC KEY' block of PEM");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(block.group(1));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(who + "is not PEM: its content is not base64");
        }
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
                return new TrustedKey(name, key, expires);
            } catch (GeneralSecurityException _) {
                // Of another kind; the last try tells.
            }
        }
        throw new InvalidInputException(who + "cannot be read as an EC, RSA or Ed25519 key");
    }

    /** Whether this key made a signature of these bytes. */
    boolean signed(byte[] bytes, byte[] signature) {
        return algorithms(key).stream().anyMatch(algorithm -> verify(algorithm, bytes, signature));
    }

    boolean expiredAt(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    private boolean verify(String algorithm, byte[] bytes, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(bytes);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException _) {
            return false; // bytes that are no signature of this kind
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot verify " + algorithm, e);
        }
    }

    /** Cosign hashed with SHA-256 for every curve first, and by the curve's size later. */
    private static List<String> algorithms(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 256 -> List.of("SHA256withECDSA");
                    case 384 -> List.of("SHA384withECDSA", "SHA256withECDSA");
                    default -> List.of();
                };
            case RSAPublicKey rsa when rsa.getModulus().bitLength() >= LEAST_RSA_BITS -> List.of("SHA256withRSA");
            default -> key.getAlgorithm().equals("EdDSA") ? List.of("Ed25519") : List.of();
        };
    }
}
