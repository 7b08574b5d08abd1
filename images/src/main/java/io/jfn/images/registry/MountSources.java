// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** From which repository of the same registry a blob can be taken over: one that it was once pulled from. */
final class MountSources {
    private final Map<Digest, String> repositories = new HashMap<>();

    MountSources(TenantContent content, ImageName target) {
        String registry = target.registry() + "/";
        for (String known : content.repositories()) {
            if (known.startsWith(registry) && !known.equals(target.place())) {
                for (Digest digest : content.manifests(known)) {
                    content.manifest(known, digest.value())
                            .ifPresent(manifest -> remember(manifest, known.substring(registry.length())));
                }
            }
        }
    }

    Optional<String> of(Digest blob) {
        return Optional.ofNullable(repositories.get(blob));
    }

    private void remember(StoredManifest manifest, String repository) {
        for (Descriptor blob : manifest.document().blobs()) {
            repositories.putIfAbsent(blob.digest(), repository);
        }
    }
}
