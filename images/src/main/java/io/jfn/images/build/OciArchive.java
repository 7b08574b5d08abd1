// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.api.archive.TarOutput;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An image of the content store as one tar archive: an OCI image layout that also has Docker's {@code manifest.json}, so that OCI
 * tools and {@code docker load} take it. The same image under the same name is the same bytes.
 */
public final class OciArchive {
    private static final byte[] LAYOUT = ImageDocuments.bytes(Map.of("imageLayoutVersion", "1.0.0"));

    private final TenantContent content;
    private final Map<String, byte[]> documents = new HashMap<>();
    private final Map<String, Descriptor> blobs = new HashMap<>();

    /**
     * Looks the image up; its blobs are read when it is written.
     *
     * @param name the image's whole name without its tag, null for none
     * @param tag the tag, null for none
     */
    public OciArchive(TenantContent content, StoredManifest manifest, @Nullable String name, @Nullable String tag) {
        this.content = content;
        ManifestDocument document = manifest.document();
        if (document.isIndex() || document.blobs().isEmpty()) {
            throw new ImageException(
                    Fault.MANIFEST_INVALID,
                    "manifest " + manifest.digest() + " is no single image: name the one of its platform");
        }
        String fullName = name == null ? null : name + ":" + (tag == null ? "latest" : tag);
        Descriptor config = document.blobs().getFirst();
        List<String> layers = new ArrayList<>();
        for (Descriptor blob : document.blobs()) {
            if (content.blob(blob.digest()).isEmpty()) {
                throw new ImageException(
                        Fault.BLOB_MISSING,
                        "blob " + blob.digest() + " of image " + manifest.digest() + " is not here any more");
            }
            blobs.put(path(blob.digest()), blob);
        }
        for (Descriptor layer : document.blobs().subList(1, document.blobs().size())) {
            layers.add(path(layer.digest()));
        }
        documents.put(path(manifest.digest()), manifest.bytes());
        documents.put("oci-layout", LAYOUT);
        documents.put("index.json", index(manifest, fullName, tag));
        documents.put("manifest.json", dockerManifest(path(config.digest()), fullName, layers));
    }

    /** How many bytes the archive has. */
    public long size() {
        long sum = TarOutput.endSpace();
        for (byte[] document : documents.values()) {
            sum += TarOutput.space(document.length);
        }
        for (Descriptor blob : blobs.values()) {
            sum += TarOutput.space(blob.size());
        }
        return sum;
    }

    /** Writes the archive, its files in the order of their names; the stream stays open. */
    public void writeTo(OutputStream out) throws IOException {
        var tar = new TarOutput(out);
        var names = new TreeSet<>(documents.keySet());
        names.addAll(blobs.keySet());
        for (String name : names) {
            byte[] document = documents.get(name);
            Descriptor blob = blobs.get(name);
            if (document != null) {
                tar.file(name, 0644, 0, document);
            } else if (blob != null) {
                try (InputStream in = content.open(blob.digest())) {
                    tar.file(name, 0644, 0, blob.size(), in);
                }
            }
        }
        tar.end();
    }

    private static byte[] index(StoredManifest manifest, @Nullable String fullName, @Nullable String tag) {
        Map<String, Object> one = ImageDocuments.descriptor(
                new Descriptor(manifest.mediaType(), manifest.digest(), manifest.bytes().length));
        if (fullName != null) {
            one.put(
                    "annotations",
                    Map.of(
                            "io.containerd.image.name",
                            fullName,
                            "org.opencontainers.image.ref.name",
                            tag == null ? "latest" : tag));
        }
        return ImageDocuments.bytes(
                Map.of("schemaVersion", 2, "mediaType", ImageDocuments.INDEX, "manifests", List.of(one)));
    }

    private static byte[] dockerManifest(String config, @Nullable String fullName, List<String> layers) {
        return ImageDocuments.bytes(List.of(Map.of(
                "Config", config, "RepoTags", fullName == null ? List.of() : List.of(fullName), "Layers", layers)));
    }

    private static String path(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }
}
