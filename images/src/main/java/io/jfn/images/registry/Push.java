// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import io.jfn.images.Progress;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One image's way out of a tenant's content into a registry: blobs first, then what refers to them. */
final class Push {
    private static final int DEEPEST_INDEX = 4;

    private final Wire wire;
    private final TenantContent content;
    private final Place place;
    private final ImageName target;
    private final Operation operation;
    private final Progress progress;

    Push(Wire wire, TenantContent content, Place place, ImageName target, Operation operation, Progress progress) {
        this.wire = wire;
        this.content = content;
        this.place = place;
        this.target = target;
        this.operation = operation;
        this.progress = progress;
    }

    /** Sends a manifest with all that it refers to, under the target's tag when it has one. */
    Digest send(Digest manifest) {
        if (target.digest() != null && !target.digest().equals(manifest)) {
            throw place.refuse(
                    Fault.DIGEST_MISMATCH,
                    "cannot hold manifest " + manifest + " under the digest " + target.digest() + ": name a tag");
        }
        RemoteManifest top = read(manifest);
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        Map<Digest, RemoteManifest> manifests = new LinkedHashMap<>();
        collect(top, blobs, manifests, 0);
        var sources = new MountSources(content, target);
        var transfers = new Transfers(wire.limits().parallel(), operation, "push " + target, progress);
        transfers.all(
                blobs.values(),
                Descriptor::size,
                blob -> new BlobPush(wire, content, place, operation, transfers::moved)
                        .send(blob, sources.of(blob.digest())));
        for (RemoteManifest each : manifests.values()) {
            put(
                    each,
                    each.equals(top) && target.tag() != null
                            ? target.tag()
                            : each.digest().value());
        }
        return manifest;
    }

    /** Children come before what lists them. */
    private void collect(
            RemoteManifest manifest, Map<Digest, Descriptor> blobs, Map<Digest, RemoteManifest> manifests, int depth) {
        ManifestDocument document = manifest.document();
        if (depth > DEEPEST_INDEX) {
            throw place.refuse(Fault.MANIFEST_INVALID, "image index refers to indexes without end");
        }
        document.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
        for (Descriptor child : document.manifests()) {
            collect(read(child.digest()), blobs, manifests, depth + 1);
        }
        manifests.put(manifest.digest(), manifest);
    }

    private RemoteManifest read(Digest digest) {
        OptionalLong size = content.size(digest);
        if (size.isEmpty()) {
            throw new ImageException(
                    Fault.BLOB_MISSING, "manifest " + digest + " is not here: pull or build it before it is pushed");
        }
        if (size.getAsLong() > wire.limits().manifestBytes()) {
            throw new ImageException(Fault.JSON_TOO_LARGE, digest + " is too large for a manifest");
        }
        try (InputStream in = content.open(digest)) {
            byte[] bytes = in.readAllBytes();
            JsonNode json = Json.read(bytes, "manifest " + digest);
            String said = Json.text(json, "mediaType", "manifest");
            // OCI documents need not say what they are.
            String kind = json.has("manifests") ? ManifestDocument.OCI_INDEX : ManifestDocument.OCI_MANIFEST;
            return new RemoteManifest(digest, said.isEmpty() ? kind : said, bytes);
        } catch (IOException e) {
            throw new ImageException(Fault.STORE_FAILED, "cannot read manifest " + digest + ": " + e.getMessage(), e);
        }
    }

    private void put(RemoteManifest manifest, String reference) {
        Ask ask = new Ask(
                "PUT",
                place.manifest(reference),
                Map.of("Content-Type", manifest.mediaType()),
                Upload.of(manifest.bytes()));
        Optional<Digest> subject = manifest.document().subject().map(Descriptor::digest);
        boolean noted;
        try (Answer answer = wire.ask(place, ask, place.pushScope(), operation)) {
            taken(manifest, reference, answer);
            noted = subject.isEmpty() || answer.header("OCI-Subject").isPresent();
        } catch (IOException e) {
            throw Refusals.broken(place, e, wire.times());
        }
        if (!noted) {
            note(manifest, ReferrersTag.of(subject.orElseThrow()));
        }
    }

    private void taken(RemoteManifest manifest, String reference, Answer answer) {
        String said =
                answer.header("Docker-Content-Digest").orElse(manifest.digest().value());
        if (answer.status() != 201 && answer.status() != 200) {
            throw Refusals.unexpected(place, "take manifest " + reference, answer);
        }
        if (!said.equals(manifest.digest().value())) {
            throw place.refuse(
                    Fault.DIGEST_MISMATCH,
                    "has taken manifest " + manifest.digest() + " as " + Printable.of(said)
                            + ": what it holds now is not what was sent");
        }
    }

    /** Registries without the referrers API leave it to clients to say what belongs to a manifest. */
    private void note(RemoteManifest manifest, String tag) {
        Optional<RemoteManifest> before = new ManifestFetch(wire, operation)
                .find(place, tag)
                .filter(found -> found.mediaType().equals(ManifestDocument.OCI_INDEX));
        ReferrersTag.with(before, manifest).ifPresent(index -> put(index, tag));
    }
}
