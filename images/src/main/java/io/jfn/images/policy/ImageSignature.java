// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/** A signature of images, not verified yet: what was signed, what of it is said to be signed, and the signature. */
final class ImageSignature {
    private static final String SIMPLE_TYPE = "cosign container image signature";
    private static final String STATEMENT = "application/vnd.in-toto+json";

    private final byte[] signed;
    private final byte[] signature;
    private final Set<Digest> subjects;

    private ImageSignature(byte[] signed, byte[] signature, Set<Digest> subjects) {
        this.signed = signed;
        this.signature = signature;
        this.subjects = Set.copyOf(subjects);
    }

    /** Cosign's first form (its SIGNATURE_SPEC): a «simple signing» payload, its signature in base64 beside it. */
    static ImageSignature simple(byte[] payload, String signature) {
        String what = "signature's payload";
        JsonNode critical = Json.read(payload, what).path("critical");
        if (!Json.text(critical, "type", what).equals(SIMPLE_TYPE)) {
            throw malformed("its payload is of another type than '" + SIMPLE_TYPE + "'");
        }
        Digest subject = Json.digest(Json.text(critical.path("image"), "docker-manifest-digest", what), what);
        return new ImageSignature(payload, base64(signature), Set.of(subject));
    }

    /** A sigstore bundle (v0.3) with a DSSE envelope around an in-toto statement, cosign's form since version 3. */
    static ImageSignature bundle(byte[] bundle) {
        String what = "signature bundle";
        JsonNode envelope = Json.read(bundle, what).path("dsseEnvelope");
        if (!Json.text(envelope, "payloadType", what).equals(STATEMENT)) {
            throw malformed("its bundle holds no DSSE envelope with an in-toto statement");
        }
        byte[] payload = base64(Json.text(envelope, "payload", what));
        if (envelope.path("signatures").size() != 1) {
            throw malformed("its envelope has not one signature");
        }
        byte[] signature = base64(Json.text(envelope.path("signatures").path(0), "sig", what));
        Set<Digest> subjects = new HashSet<>();
        for (JsonNode subject : Json.read(payload, what + "'s statement").path("subject")) {
            subjects.add(Json.digest("sha256:" + Json.text(subject.path("digest"), "sha256", what), what));
        }
        return new ImageSignature(preAuthenticated(payload), signature, subjects);
    }

    boolean madeBy(TrustedKey key) {
        return key.signed(signed, signature);
    }

    Set<Digest> subjects() {
        return subjects;
    }

    /** DSSE's PAE: what is signed has its type and both lengths before it, so that nothing can be read in two ways. */
    private static byte[] preAuthenticated(byte[] payload) {
        byte[] head = ("DSSEv1 " + STATEMENT.length() + " " + STATEMENT + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + payload.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(payload, 0, all, head.length, payload.length);
        return all;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("it is not base64");
        }
    }

    private static ImageException malformed(String why) {
        return new ImageException(Fault.SIGNATURE_MALFORMED, "a signature of the image cannot be read: " + why);
    }
}
