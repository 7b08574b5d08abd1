// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which images a tenant may run.
 *
 * @param allowed where images may be pulled from; what is on the node already needs no leave
 * @param signatures which images must be signed; every rule about an image must be kept
 */
public record ImageRules(List<ImagePattern> allowed, List<SignatureRule> signatures) {
    /** From everywhere, signed or not. */
    public static final ImageRules OPEN = new ImageRules(List.of(new ImagePattern("*")), List.of());

    public ImageRules {
        allowed = List.copyOf(allowed);
        signatures = List.copyOf(signatures);
    }

    /** Refuses a repository, written with its registry's host, that the tenant has nothing to do with. */
    public void checkAllowed(String repository) {
        if (!repository.startsWith(ImagePattern.LOCAL + "/")
                && allowed.stream().noneMatch(pattern -> pattern.matches(repository))) {
            String where = allowed.stream().map(ImagePattern::text).collect(Collectors.joining(", "));
            throw new ImageException(
                    Fault.IMAGE_NOT_ALLOWED,
                    "image " + Printable.of(repository) + " is in a place that this tenant may not use: "
                            + "it may pull from and push to " + (where.isEmpty() ? "nowhere" : where)
                            + "; the node's operator decides in registries.yaml");
        }
    }

    /** Whether images of a repository must be signed. */
    public boolean mustBeSigned(String repository) {
        return signatures.stream().anyMatch(rule -> rule.about(repository));
    }

    /**
     * Refuses an image that is not signed as it must be.
     *
     * @param image the digests that mean the image: its manifest's, and that of the index that names the manifest
     * @return the names of the keys that signed it, one for each rule about it
     */
    public List<String> checkSigned(String repository, Set<Digest> image, AttachedSignatures found, Instant now) {
        List<String> keys = new ArrayList<>();
        for (SignatureRule rule : signatures) {
            if (rule.about(repository)) {
                keys.add(signer(repository, rule.keys(), image, found.all(), now));
            }
        }
        return keys;
    }

    private static String signer(
            String repository,
            Collection<TrustedKey> keys,
            Set<Digest> image,
            Collection<ImageSignature> found,
            Instant now) {
        String who = "image " + Printable.of(repository) + " ";
        String wanted =
                "; it must be signed by " + keys.stream().map(TrustedKey::name).collect(Collectors.joining(" or "));
        return switch (SignaturePolicy.decide(found, keys, image, now)) {
            case SignatureVerdict.Signed(String key) -> key;
            case SignatureVerdict.Unsigned() ->
                throw new ImageException(
                        Fault.SIGNATURE_MISSING,
                        who + "has no signature" + wanted + ": sign it with cosign sign --key, by its digest");
            case SignatureVerdict.UntrustedKey() ->
                throw new ImageException(
                        Fault.SIGNATURE_UNTRUSTED, who + "is signed by nobody who is trusted" + wanted);
            case SignatureVerdict.OtherImage(String key, Digest signed) ->
                throw new ImageException(
                        Fault.SIGNATURE_OF_OTHER_IMAGE,
                        who + "carries a signature by " + key + " that was made for another image, " + signed + wanted);
            case SignatureVerdict.Expired(String key) ->
                throw new ImageException(
                        Fault.SIGNATURE_EXPIRED,
                        who + "is signed by " + key + ", which counts no more" + wanted + ": sign it with a newer key");
        };
    }
}
