// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.RegistryLogin;
import io.jfn.images.ImageException;
import io.jfn.images.Progress;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import io.jfn.images.registry.ImageName;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RemoteManifest;
import io.jfn.images.registry.Resolved;
import java.util.Optional;

/**
 * Brings images from registries into the content store. What a name means is asked once; then only digests count, so that what
 * was verified is what is pulled, wherever the tag moves meanwhile. A digest that is here needs no network.
 */
final class RemoteImages {
    private final RegistryAccess access;
    private final SignatureCheck check;

    RemoteImages(RegistryAccess access, SignatureCheck check) {
        this.access = access;
        this.check = check;
    }

    ImageAtHand bring(ImagePlace place, ImageName name, Optional<RegistryLogin> login, Progress progress) {
        access.settings().rules(place.tenant()).checkAllowed(place.name());
        RegistryClient client = access.with(login);
        Optional<ImageAtHand> known = name.digest() == null
                ? Optional.empty()
                : place.image(name.digest().value());
        ImageAtHand image = known.orElseGet(() -> {
            progress.step("look up " + name, 0, 0);
            return named(client.resolve(name));
        });
        boolean here = place.image(image.manifest().value()).isPresent();
        if (!here || !isVerified(place, image)) {
            attachments(client, place, name, image);
            check.signers(place, image);
        }
        if (!here) {
            client.pull(place.tenant(), name.at(image.manifest()), progress);
        }
        if (known.isEmpty()) {
            keepName(client, place.content(), name, image);
        }
        return image;
    }

    private static ImageAtHand named(Resolved resolved) {
        return new ImageAtHand(resolved.manifest(), resolved.index() == null ? resolved.manifest() : resolved.index());
    }

    private boolean isVerified(ImagePlace place, ImageAtHand image) {
        try {
            check.signers(place, image);
            return true;
        } catch (ImageException _) {
            return false; // It may have been signed since it came.
        }
    }

    /** Where nobody must have signed, what is attached is a note, which may be missing. */
    private void attachments(RegistryClient client, ImagePlace place, ImageName name, ImageAtHand image) {
        try {
            new AttachmentFetch(client, place.content(), name).of(image.means());
        } catch (ImageException e) {
            if (check.needed(place)) {
                throw e;
            }
        }
    }

    /** The tag means here what it meant there, until it is looked up again; an index is kept so that its digest is known. */
    private static void keepName(RegistryClient client, TenantContent content, ImageName name, ImageAtHand image) {
        String place = name.place();
        Optional<StoredManifest> stored = content.manifest(place, image.named().value());
        if (stored.isPresent()) {
            content.addManifest(
                    place, name.tag(), stored.get().mediaType(), stored.get().bytes());
        } else {
            RemoteManifest named = client.manifest(name.at(image.named()));
            content.addManifest(place, name.tag(), named.mediaType(), named.bytes());
        }
    }
}
