// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.policy.AttachedSignatures;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.policy.ImageRules;
import java.time.InstantSource;
import java.util.List;

/** Holds images to their tenants' rules, by what lies in the content store. */
record SignatureCheck(RegistrySettings settings, InstantSource clock) {
    /** The keys that signed an image; none where nobody must have; refuses one that is not signed as it must be. */
    List<String> signers(ImagePlace place, ImageAtHand image) {
        ImageRules rules = settings.rules(place.tenant());
        if (!rules.mustBeSigned(place.name())) {
            return List.of();
        }
        var found = AttachedSignatures.of(image.means(), place.attachments());
        return rules.checkSigned(place.name(), image.means(), found, clock.instant());
    }

    boolean needed(ImagePlace place) {
        return settings.rules(place.tenant()).mustBeSigned(place.name());
    }

    /** Refuses an image that is named by the digest of its configuration, where images must be signed. */
    void refuseUploaded(TenantName tenant, Digest image) {
        if (settings.rules(tenant).mustBeSigned(ImagePattern.LOCAL + "/" + image.hex())) {
            throw new ImageException(
                    Fault.SIGNATURE_MISSING,
                    "image " + image
                            + " is named by its own digest, which nobody signs, and this tenant's images must be"
                            + " signed: push it to this node's registry with its signature, and deploy it by that name");
        }
    }
}
