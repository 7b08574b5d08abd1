// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds what nobody refers to and removes it. Its caller holds the tenant's lock, so that nothing comes meanwhile. */
final class ContentSweep {
    private final Repositories repositories;
    private final BlobFiles blobs;
    private final Uploads uploads;
    private final FileTime before;

    /** What was used after {@code before} stays. */
    ContentSweep(Repositories repositories, BlobFiles blobs, Uploads uploads, FileTime before) {
        this.repositories = repositories;
        this.blobs = blobs;
        this.uploads = uploads;
        this.before = before;
    }

    /** Removes blobs that no manifest refers to, and uploads that nobody goes on with; gives the bytes freed. */
    long collect() throws IOException {
        Set<Digest> live = new HashSet<>();
        for (Repository repository : repositories.all()) {
            Set<Digest> referred = new HashSet<>();
            for (ManifestDocument document : documents(repository).values()) {
                document.blobs().forEach(part -> referred.add(part.digest()));
            }
            for (Digest link : repository.links()) {
                if (!referred.contains(link) && !repository.linkedAfter(link, before)) {
                    repository.unlink(link);
                } else {
                    live.add(link);
                }
            }
            live.addAll(referred);
            live.addAll(repository.manifests());
            repository.removeIfEmpty();
        }
        long freed = uploads.expire(before);
        for (Digest blob : blobs.all()) {
            freed += live.contains(blob) ? 0 : blobs.expire(blob, before);
        }
        return freed;
    }

    /** Removes manifests that neither a tag nor an index leads to, and what belongs to those. */
    void prune() throws IOException {
        for (Repository repository : repositories.all()) {
            Map<Digest, ManifestDocument> documents = documents(repository);
            Set<Digest> kept = new HashSet<>();
            for (String tag : repository.tags()) {
                repository.tagged(tag).ifPresent(kept::add);
            }
            for (Digest manifest : documents.keySet()) {
                if (repository.putAfter(manifest, before)) {
                    kept.add(manifest);
                }
            }
            for (boolean more = true; more; ) {
                more = spread(documents, kept);
            }
            for (Digest manifest : documents.keySet()) {
                if (!kept.contains(manifest)) {
                    repository.remove(manifest);
                }
            }
        }
    }

    /** Keeps the members of kept indexes and the referrers of kept manifests; false when there was nothing to add. */
    private static boolean spread(Map<Digest, ManifestDocument> documents, Set<Digest> kept) {
        Set<Digest> more = new HashSet<>();
        documents.forEach((digest, document) -> {
            if (kept.contains(digest)) {
                document.manifests().forEach(member -> more.add(member.digest()));
            }
            if (document.subject()
                    .map(Descriptor::digest)
                    .filter(kept::contains)
                    .isPresent()) {
                more.add(digest);
            }
        });
        return kept.addAll(more);
    }

    private Map<Digest, ManifestDocument> documents(Repository repository) throws IOException {
        Map<Digest, ManifestDocument> all = new HashMap<>();
        for (Digest manifest : repository.manifests()) {
            Optional<String> mediaType = repository.mediaType(manifest);
            if (mediaType.isPresent()) {
                all.put(manifest, ManifestDocument.read(mediaType.get(), Files.readAllBytes(blobs.file(manifest))));
            }
        }
        return all;
    }
}
