// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images of a tenant's content store: what is no image there, an index or a signature, is passed over. */
final class ContentImages {
    private static final List<String> CONFIGS =
            List.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");

    private final TenantContent content;

    ContentImages(TenantContent content) {
        this.content = content;
    }

    /**
     * An image, and where it is.
     *
     * @param tags its tags in the repository, maybe none
     */
    record Kept(String repository, List<String> tags, StoredManifest manifest) {
        Digest config() {
            return manifest.document().blobs().getFirst().digest();
        }

        int layers() {
            return manifest.document().blobs().size() - 1;
        }

        long bytes() {
            return manifest.bytes().length
                    + manifest.document().blobs().stream()
                            .mapToLong(Descriptor::size)
                            .sum();
        }
    }

    List<Kept> list() {
        List<Kept> all = new ArrayList<>();
        for (String repository : content.repositories()) {
            Map<Digest, List<String>> tags = new LinkedHashMap<>();
            for (Digest manifest : content.manifests(repository)) {
                tags.put(manifest, new ArrayList<>());
            }
            for (String tag : content.tags(repository)) {
                content.manifest(repository, tag)
                        .ifPresent(found -> tags.computeIfAbsent(found.digest(), _ -> new ArrayList<>())
                                .add(tag));
            }
            tags.forEach((digest, names) -> content.manifest(repository, digest.value())
                    .filter(ContentImages::isImage)
                    .ifPresent(found -> all.add(new Kept(repository, names, found))));
        }
        return all;
    }

    /** The image whose manifest, or else whose configuration, has a digest. */
    Optional<StoredManifest> find(Digest digest) {
        for (String repository : content.repositories()) {
            Optional<StoredManifest> found = content.manifest(repository, digest.value());
            if (found.isPresent()) {
                return found;
            }
        }
        return list().stream()
                .filter(kept -> kept.config().equals(digest))
                .map(Kept::manifest)
                .findFirst();
    }

    private static boolean isImage(StoredManifest manifest) {
        ManifestDocument document = manifest.document();
        return !document.isIndex()
                && document.subject().isEmpty()
                && CONFIGS.contains(document.blobs().getFirst().mediaType())
                && document.blobs().stream()
                        .skip(1)
                        .allMatch(layer -> layer.mediaType().startsWith("application/vnd.oci.image.layer.")
                                || layer.mediaType().startsWith("application/vnd.docker.image.rootfs."));
    }
}
