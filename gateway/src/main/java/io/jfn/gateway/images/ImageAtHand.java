// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import io.jfn.images.Platform;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An image whose manifest is known.
 *
 * @param manifest its manifest's digest
 * @param named the digest that its name meant: the same, or that of an index that names the manifest
 */
record ImageAtHand(Digest manifest, Digest named) {
    private static final String WHAT = "image index";
    private static final int DEEPEST_INDEX = 4;

    /** The digests that mean this image: a signature of any of them is one of it. */
    Set<Digest> means() {
        var all = new LinkedHashSet<Digest>();
        all.add(manifest);
        all.add(named);
        return all;
    }

    /** The image of a repository that is in the content store with all its parts; of an index, the one for this machine. */
    static Optional<ImageAtHand> stored(TenantContent content, String repository, String tagOrDigest) {
        return content.manifest(repository, tagOrDigest)
                .flatMap(found -> manifest(content, repository, found, 0)
                        .map(manifest -> new ImageAtHand(manifest, found.digest())));
    }

    /** A manifest itself, or the one that an index leads to, over further indexes maybe. */
    private static Optional<Digest> manifest(TenantContent content, String repository, StoredManifest at, int depth) {
        if (!at.document().isIndex()) {
            return Optional.of(at.digest());
        }
        if (depth == DEEPEST_INDEX) {
            throw new ImageException(
                    Fault.MANIFEST_INVALID, "image " + repository + " is an index of indexes without end");
        }
        return content.manifest(repository, choose(repository, at).value())
                .flatMap(next -> manifest(content, repository, next, depth + 1));
    }

    private static Digest choose(String repository, StoredManifest index) {
        String wanted = "linux/" + Platform.architecture();
        List<Digest> fitting = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (JsonNode node : Json.read(index.bytes(), WHAT).path("manifests")) {
            JsonNode platform = node.path("platform");
            String said = Json.text(platform, "os", WHAT) + "/" + Json.text(platform, "architecture", WHAT);
            if (platform.isMissingNode() || said.equals(wanted)) {
                fitting.add(Descriptor.of(node, WHAT).digest());
            } else {
                others.add(Printable.of(said));
            }
        }
        if (fitting.size() != 1) {
            throw new ImageException(
                    fitting.isEmpty() ? Fault.NO_PLATFORM : Fault.SEVERAL_IMAGES,
                    "image " + repository + " has " + (fitting.isEmpty() ? "nothing" : "several images") + " for "
                            + wanted + (others.isEmpty() ? "" : ", beside " + others) + ": name one by its digest");
        }
        return fitting.getFirst();
    }
}
