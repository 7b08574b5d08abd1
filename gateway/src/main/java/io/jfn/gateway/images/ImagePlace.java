// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.TenantName;
import io.jfn.images.content.TenantContent;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.registry.ImageName;
import java.util.Optional;

/**
 * A repository in a tenant's content: what was pushed to this node, or what was pulled from another registry.
 *
 * @param name its name with the registry's host, as the tenant's rules see it
 * @param path its name in the content
 */
record ImagePlace(TenantName tenant, TenantContent content, String name, String path) {
    static ImagePlace here(TenantName tenant, TenantContent content, String repository) {
        return new ImagePlace(tenant, content, ImagePattern.LOCAL + "/" + repository, repository);
    }

    /** The place of a name that {@link #name} was. */
    static ImagePlace named(TenantName tenant, TenantContent content, String name) {
        String local = ImagePattern.LOCAL + "/";
        return name.startsWith(local)
                ? here(tenant, content, name.substring(local.length()))
                : new ImagePlace(tenant, content, name, name);
    }

    static ImagePlace of(TenantName tenant, TenantContent content, ImageName image) {
        return new ImagePlace(tenant, content, image.place(), image.place());
    }

    Optional<ImageAtHand> image(String tagOrDigest) {
        return ImageAtHand.stored(content, path, tagOrDigest);
    }

    StoredAttachments attachments() {
        return new StoredAttachments(content, path);
    }
}
