// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Who uses which layers of a tenant: one durable file per owner, so that a crash loses and doubles nothing. */
final class References {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    private final TenantStore store;

    References(TenantStore store) {
        this.store = store;
    }

    void retain(String owner, List<Digest> layers) throws IOException {
        Path file = file(owner);
        for (Digest layer : layers) {
            if (store.use(layer).isEmpty()) {
                throw new ImageException(
                        Fault.IMAGE_NOT_FOUND, "layer " + layer + " of '" + owner + "' is gone: deploy again");
            }
        }
        store.write(file, new Owned(layers.stream().map(Digest::hex).toList()));
    }

    void release(String owner) throws IOException {
        Files.deleteIfExists(file(owner));
        TreeSync.force(store.folder("refs"));
    }

    /** The hex digests of all layers that somebody refers to. */
    Set<String> live() throws IOException {
        Set<String> live = new HashSet<>();
        for (Path file : Trees.list(store.folder("refs"))) {
            store.read(file, Owned.class).ifPresent(owned -> live.addAll(owned.layers()));
        }
        return live;
    }

    private Path file(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw new ImageException(
                    Fault.OWNER_INVALID,
                    "owner '" + io.jfn.api.Printable.of(owner) + "' is not valid: letters, digits, '.', '_' and '-'");
        }
        return store.folder("refs").resolve(owner);
    }

    /** The hex digests of the layers that one owner refers to. */
    record Owned(List<String> layers) {
        Owned {
            layers = List.copyOf(layers);
        }
    }
}
