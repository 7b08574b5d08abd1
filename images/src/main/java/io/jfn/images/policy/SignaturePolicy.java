// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;

/** Decides whether signatures make an image a trusted one: one good signature is enough, whatever lies beside it. */
final class SignaturePolicy {
    private SignaturePolicy() {}

    /**
     * Judges signatures.
     *
     * @param image the digests that mean the image: its manifest's, and that of the index that names the manifest
     */
    static SignatureVerdict decide(
            Collection<ImageSignature> signatures, Collection<TrustedKey> keys, Set<Digest> image, Instant now) {
        SignatureVerdict best =
                signatures.isEmpty() ? new SignatureVerdict.Unsigned() : new SignatureVerdict.UntrustedKey();
        for (TrustedKey key : keys) {
            for (ImageSignature signature : signatures) {
                if (!signature.madeBy(key)) {
                    continue;
                }
                if (Collections.disjoint(signature.subjects(), image)) {
                    best = signature.subjects().stream()
                            .findFirst()
                            .<SignatureVerdict>map(other -> new SignatureVerdict.OtherImage(key.name(), other))
                            .orElse(best);
                } else if (key.expiredAt(now)) {
                    best = new SignatureVerdict.Expired(key.name());
                } else {
                    return new SignatureVerdict.Signed(key.name());
                }
            }
        }
        return best;
    }
}
