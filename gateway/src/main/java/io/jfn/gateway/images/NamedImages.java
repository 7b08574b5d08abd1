// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.Digest;
import io.jfn.api.ImageOrigin;
import io.jfn.api.ImageView;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.Sbom;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.ImageFinder;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.ImageStore;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.TenantContent;
import io.jfn.images.policy.AttachedSboms;
import io.jfn.images.registry.ImageName;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Images by the names that people give them. A name without a registry is looked for on this node first, then in docker.io. */
public final class NamedImages implements ImageFinder {
    private final ImageStore images;
    private final ContentStore contents;
    private final Supplier<RegistryAccess> registries;
    private final OwnRegistry own;
    private final InstantSource clock;

    /** Puts them together; what {@code registries} says when an image is looked for holds until it is unpacked. */
    public NamedImages(
            ImageStore images,
            ContentStore contents,
            Supplier<RegistryAccess> registries,
            OwnRegistry own,
            InstantSource clock) {
        this.images = images;
        this.contents = contents;
        this.registries = registries;
        this.own = own;
        this.clock = clock;
    }

    @Override
    public Optional<PulledImage> find(
            TenantName tenant, String image, Optional<RegistryLogin> login, Progress progress) {
        if (image.startsWith("sha256:")) {
            check(registries.get()).refuseUploaded(tenant, new Digest(image));
            return Optional.empty();
        }
        return Optional.of(pull(tenant, image, login, progress));
    }

    /** Brings an image by its name, where it is not here yet, and unpacks it. */
    public PulledImage pull(TenantName tenant, String text, Optional<RegistryLogin> login, Progress progress) {
        var written = WrittenName.of(text, own);
        ImageName name = written.name();
        RegistryAccess access = registries.get();
        SignatureCheck check = check(access);
        TenantContent content = contents.of(tenant);
        if (written.local().isPresent()) {
            ImagePlace here = ImagePlace.here(tenant, content, written.local().get());
            Optional<ImageAtHand> image = here.image(name.reference());
            if (image.isPresent()) {
                return unpacked(text, here, image.get(), check, progress);
            }
            if (written.onlyLocal()) {
                throw new ImageException(
                        Fault.IMAGE_NOT_FOUND,
                        "this node's registry has no image '" + text
                                + "': push it, or see what there is with jfn images");
            }
        }
        ImagePlace there = ImagePlace.of(tenant, content, name);
        ImageAtHand image;
        try {
            image = new RemoteImages(access, check).bring(there, name, login, progress);
        } catch (ImageException e) {
            throw written.local().isEmpty() ? e : nowhere(written, e);
        }
        return unpacked(text, there, image, check, progress);
    }

    @Override
    public void restore(TenantName tenant, ImageOrigin origin) {
        ImagePlace place = ImagePlace.named(tenant, contents.of(tenant), origin.name());
        ImageAtHand image = place.image(origin.manifest())
                .orElseThrow(() -> new ImageException(
                        Fault.IMAGE_NOT_FOUND,
                        "image " + origin.name() + "@" + origin.manifest()
                                + " is not kept packed on this node either: deploy it again"));
        unpacked(origin.reference(), place, image, check(registries.get()), Progress.NONE);
    }

    private SignatureCheck check(RegistryAccess access) {
        return new SignatureCheck(access.settings(), clock);
    }

    private PulledImage unpacked(
            String text, ImagePlace place, ImageAtHand image, SignatureCheck check, Progress progress) {
        List<String> signers = check.signers(place, image);
        List<Sbom> sboms = AttachedSboms.of(image.means(), place.attachments());
        ImageView view = images.importContent(place.tenant(), place.content(), image.manifest(), progress);
        return new PulledImage(
                view, new ImageOrigin(text, place.name(), image.named().value(), signers, sboms));
    }

    private static ImageException nowhere(WrittenName written, ImageException there) {
        return new ImageException(
                Fault.valueOf(there.code().toUpperCase(Locale.ROOT)),
                "image '" + written.text() + "' is not in this node's registry; in "
                        + written.name().registry() + ": " + there.getMessage(),
                there);
    }
}
