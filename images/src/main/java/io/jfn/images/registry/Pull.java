// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import io.jfn.images.Progress;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One image's way from a registry into a tenant's content. */
final class Pull {
    private static final int DEEPEST_INDEX = 4;

    private final Wire wire;
    private final PlatformPolicy platform;
    private final Operation operation;
    private final ManifestFetch manifests;

    Pull(Wire wire, PlatformPolicy platform, Operation operation) {
        this.wire = wire;
        this.platform = platform;
        this.operation = operation;
        this.manifests = new ManifestFetch(wire, operation);
    }

    /**
     * An image's manifest for this platform.
     *
     * @param manifest the manifest
     * @param index the index that lists it; null when the name leads to the manifest itself
     */
    record Chosen(RemoteManifest manifest, @Nullable Digest index) {}

    /** What a name stands for at a place: its manifest, or of an index the one for this platform. */
    Chosen choose(Place place, ImageName name) {
        RemoteManifest at = manifests.need(place, name);
        Digest index = null;
        for (int depth = 0; at.document().isIndex(); depth++) {
            if (depth >= DEEPEST_INDEX) {
                throw place.refuse(Fault.MANIFEST_INVALID, "image index refers to indexes without end");
            }
            index = index == null ? at.digest() : index;
            Descriptor chosen = platform.choose(place, name.toString(), Json.read(at.bytes(), "index"));
            at = manifests.need(place, name.at(chosen.digest()));
            if (at.bytes().length != chosen.size() || !at.mediaType().equals(chosen.mediaType())) {
                throw place.refuse(
                        Fault.MANIFEST_AMBIGUOUS,
                        "manifest " + at.digest() + " has another size or media type than the index says");
            }
        }
        return new Chosen(at, index);
    }

    /** Brings everything that is not here yet; the manifest comes last, so it never stands without its blobs. */
    Digest into(TenantContent content, Place place, ImageName name, Progress progress) {
        RemoteManifest manifest = choose(place, name).manifest();
        ManifestDocument document = manifest.document();
        new ImagePolicy(wire.limits()).check(place, document);
        Descriptor config = document.blobs().getFirst();
        // First and alone: an image for other machines costs no layer.
        bring(content, place, config, _ -> {});
        platform.check(place, name.toString(), config(content, config));
        Map<Digest, Descriptor> missing = new LinkedHashMap<>();
        for (Descriptor layer : document.blobs()) {
            if (content.blob(layer.digest()).isEmpty()) {
                missing.put(layer.digest(), layer);
            }
        }
        var transfers = new Transfers(wire.limits().parallel(), operation, "pull " + name, progress);
        transfers.all(missing.values(), Descriptor::size, layer -> bring(content, place, layer, transfers::moved));
        content.addManifest(name.place(), name.tag(), manifest.mediaType(), manifest.bytes());
        return manifest.digest();
    }

    private void bring(TenantContent content, Place place, Descriptor blob, LongConsumer progress) {
        if (content.blob(blob.digest()).isPresent()) {
            return;
        }
        try (var download = new BlobDownload(wire, place, blob, operation, progress)) {
            content.add(blob.digest(), blob.size(), download);
        } catch (ImageException e) {
            // The store counts and hashes, and does not know who sent it.
            throw e.code().equals(Fault.DIGEST_MISMATCH.toString())
                    ? place.refuse(Fault.DIGEST_MISMATCH, e.getMessage() + "; nothing of it is kept", e)
                    : e;
        } catch (IOException e) {
            throw Refusals.broken(place, e, wire.times());
        }
    }

    private static JsonNode config(TenantContent content, Descriptor config) {
        try (InputStream in = content.open(config.digest())) {
            return Json.read(in.readNBytes((int) config.size()), "image configuration");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
