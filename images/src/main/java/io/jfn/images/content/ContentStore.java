// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The blobs, manifests and tags of all tenants on this node, compressed as registries know them, below {@code
 * <root>/<tenant>/content}. Beside an image store, whose lock of the root guards both: open that one first. Where nothing else
 * works on the root, it needs no image store.
 */
public final class ContentStore {
    private final Path root;
    private final ContentConfig config;
    private final Map<TenantName, TenantContent> tenants = new HashMap<>();

    /** Opens a store, and clears away what a killed process left half written. */
    public ContentStore(Path root, ContentConfig config) {
        this.root = root;
        this.config = config;
        IoCall.guard("open the content store " + root, () -> {
            RecordFiles.folder(root);
            for (Path tenant : RecordFiles.list(root)) {
                if (Files.isDirectory(tenant.resolve("content"))) {
                    open(new TenantName(tenant.getFileName().toString()));
                }
            }
            return true;
        });
    }

    /** One tenant's content. */
    public TenantContent of(TenantName tenant) {
        return IoCall.guard("open the content of tenant '" + tenant + "' in " + root, () -> open(tenant));
    }

    /** Removes what no manifest refers to and nobody has used for the grace; gives the bytes freed. */
    public long collectGarbage() {
        long freed = 0;
        for (TenantContent tenant : all()) {
            freed += tenant.collectGarbage(config.grace());
        }
        return freed;
    }

    private synchronized List<TenantContent> all() {
        return List.copyOf(tenants.values());
    }

    private synchronized TenantContent open(TenantName tenant) throws IOException {
        TenantContent known = tenants.get(tenant);
        if (known == null) {
            known = new TenantContent(root.resolve(tenant.value()).resolve("content"), tenant.value(), config);
            tenants.put(tenant, known);
        }
        return known;
    }
}
