// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import io.jfn.api.PruneView;
import io.jfn.api.StoredImageView;
import io.jfn.api.TenantName;
import io.jfn.images.ImageStore;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.TenantContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Frees the disk of images and layers that neither a function nor a runtime uses. */
public final class Pruning {
    private final ImageStore images;
    private final ContentStore contents;
    private final StoredImages stored;

    public Pruning(ImageStore images, ContentStore contents, StoredImages stored) {
        this.images = images;
        this.contents = contents;
        this.stored = stored;
    }

    /**
     * Removes what was not used for as long as {@code grace}.
     *
     * @param all whether images with a name go too when nobody uses them
     */
    public PruneView prune(TenantName tenant, boolean all, Duration grace) {
        List<String> removed = new ArrayList<>();
        TenantContent content = contents.of(tenant);
        if (all) {
            for (StoredImageView image : stored.list(tenant)) {
                if (image.usedBy().isEmpty()) {
                    for (String name : image.names()) {
                        int colon = name.lastIndexOf(':');
                        content.deleteTag(name.substring(0, colon), name.substring(colon + 1));
                        removed.add(name);
                    }
                }
            }
        }
        long freed = images.collectGarbage(grace.toMillis()) + content.prune(grace);
        return new PruneView(freed, removed);
    }
}
