// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.ImageOrigin;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.images.Progress;
import java.util.Optional;

/** Finds what the image of a specification means: on this node, or in a registry, from where it is brought. */
@FunctionalInterface
public interface ImageFinder {
    /**
     * Brings the image and unpacks it, where it is not here yet; calls block.
     *
     * @param image the name of an image, or the digest of one that was imported
     * @param login credentials for the registry, used for this call alone
     * @return nothing new about a digest: who names it has it
     */
    Optional<PulledImage> find(TenantName tenant, String image, Optional<RegistryLogin> login, Progress progress);

    /**
     * Unpacks an image again that it found before and that was lost, from what the node has of it packed; asks no registry. One
     * that keeps nothing packed has nothing to do.
     */
    default void restore(TenantName tenant, ImageOrigin origin) {}
}
