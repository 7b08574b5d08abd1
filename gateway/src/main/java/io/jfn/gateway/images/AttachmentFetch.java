// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.content.Referrer;
import io.jfn.images.content.TenantContent;
import io.jfn.images.registry.ImageName;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RemoteManifest;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is attached to an image, its signatures and SBOMs, into the content store beside it, so that they can be looked at
 * again without the registry. Bounded: what is larger or more than anybody needs is left there.
 */
final class AttachmentFetch {
    private static final int MOST = 16;
    private static final int LARGEST = 16 << 20;
    private static final List<String> KINDS = List.of("cosign", "sigstore", "spdx", "cyclonedx");

    private final RegistryClient client;
    private final TenantContent content;
    private final ImageName image;

    AttachmentFetch(RegistryClient client, TenantContent content, ImageName image) {
        this.client = client;
        this.content = content;
        this.image = image;
    }

    void of(Iterable<Digest> means) {
        for (Digest digest : means) {
            for (String suffix : List.of(".sig", ".sbom")) {
                String tag = "sha256-" + digest.hex() + suffix;
                find(image.tagged(tag)).ifPresent(manifest -> keep(tag, manifest));
            }
            client.referrers(image.at(digest)).stream()
                    .filter(AttachmentFetch::isWanted)
                    .limit(MOST)
                    .forEach(one -> find(image.at(one.digest())).ifPresent(manifest -> keep(null, manifest)));
        }
    }

    private Optional<RemoteManifest> find(ImageName name) {
        try {
            return Optional.of(client.manifest(name));
        } catch (ImageException e) {
            if (e.code().equals(Fault.IMAGE_NOT_FOUND.toString())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void keep(@Nullable String tag, RemoteManifest manifest) {
        List<Descriptor> blobs = manifest.document().blobs();
        if (blobs.size() > MOST || blobs.stream().mapToLong(Descriptor::size).sum() > LARGEST) {
            return;
        }
        for (Descriptor blob : blobs) {
            if (content.blob(blob.digest()).isEmpty()) {
                byte[] bytes = client.blob(image, blob, LARGEST);
                content.add(blob.digest(), blob.size(), new ByteArrayInputStream(bytes));
            }
        }
        content.addManifest(image.place(), tag, manifest.mediaType(), manifest.bytes());
    }

    private static boolean isWanted(Referrer referrer) {
        String type = referrer.artifactType().toLowerCase(Locale.ROOT);
        return KINDS.stream().anyMatch(type::contains);
    }
}
