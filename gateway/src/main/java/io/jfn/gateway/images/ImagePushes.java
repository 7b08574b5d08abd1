// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.InvalidInputException;
import io.jfn.api.PushedImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.registry.ImageName;
import java.util.Optional;
import java.util.function.Supplier;

/** Sends images that this node keeps, built, pulled or pushed to it, to the registries that their names say. */
public final class ImagePushes {
    private final ContentStore contents;
    private final Supplier<RegistryAccess> registries;
    private final OwnRegistry own;

    public ImagePushes(ContentStore contents, Supplier<RegistryAccess> registries, OwnRegistry own) {
        this.contents = contents;
        this.registries = registries;
        this.own = own;
    }

    /**
     * Sends an image; what the registry has of it is not sent again. One whose name is of this node's own registry is where it
     * goes.
     *
     * @param text its name, with the registry's host
     * @param login the developer's credentials for the registry, used for this call alone
     */
    public PushedImage push(TenantName tenant, String text, Optional<RegistryLogin> login, Progress progress) {
        var written = WrittenName.of(text, own);
        ImageName name = written.name();
        if (written.local().isPresent() && !written.onlyLocal()) {
            throw new InvalidInputException(
                    "image '" + text + "' names no registry to push to, and in this node's own it is"
                            + " as soon as it is built: name the registry as in registry.example/team/hello:1");
        }
        StoredManifest image = contents.of(tenant)
                .manifest(written.place(), name.reference())
                .orElseThrow(() -> new ImageException(
                        Fault.IMAGE_NOT_FOUND,
                        "this node has no image '" + text
                                + "': build it by this name, or see what there is with jfn images"));
        if (written.onlyLocal()) {
            return new PushedImage(text, image.digest().value());
        }
        RegistryAccess access = registries.get();
        access.settings().rules(tenant).checkAllowed(name.place());
        access.with(login).push(tenant, image.digest(), name, progress);
        return new PushedImage(name.toString(), image.digest().value());
    }
}
