// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.content.ManifestDocument;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Fetches manifests and proves that they are what was asked for. */
final class ManifestFetch {
    static final List<String> TAKEN = List.of(
            ManifestDocument.OCI_INDEX,
            ManifestDocument.OCI_MANIFEST,
            ManifestDocument.DOCKER_INDEX,
            ManifestDocument.DOCKER_MANIFEST);
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1";

    private final Wire wire;
    private final Operation operation;

    ManifestFetch(Wire wire, Operation operation) {
        this.wire = wire;
        this.operation = operation;
    }

    /** What a tag or a digest stands for at a place; empty when the registry says that there is none. */
    Optional<RemoteManifest> find(Place place, String reference) {
        Ask ask = Ask.get(place.manifest(reference)).with("Accept", String.join(", ", TAKEN));
        try (Answer answer = wire.ask(place, ask, place.pullScope(), operation)) {
            return switch (answer.status()) {
                case 200 -> Optional.of(verified(place, reference, answer));
                case 404 -> Optional.empty();
                default -> throw Refusals.unexpected(place, "send manifest " + reference, answer);
            };
        } catch (IOException e) {
            throw Refusals.broken(place, e, wire.times());
        }
    }

    RemoteManifest need(Place place, ImageName name) {
        return find(place, name.reference()).orElseThrow(() -> Refusals.noSuchImage(place, name));
    }

    private RemoteManifest verified(Place place, String reference, Answer answer) throws IOException {
        String mediaType = answer.mediaType();
        if (mediaType.startsWith(SCHEMA_1)) {
            throw place.refuse(
                    Fault.MEDIA_TYPE,
                    "manifest " + reference + " is of Docker's schema 1, which proves too little and is not taken: push"
                            + " the image again with a tool of this decade");
        }
        if (!TAKEN.contains(mediaType)) {
            throw place.refuse(
                    Fault.MEDIA_TYPE,
                    "manifest " + reference + " has the media type '" + Printable.of(mediaType)
                            + "': only image manifests of schema 2 and indexes are taken");
        }
        int most = wire.limits().manifestBytes();
        if (answer.length().orElse(0) > most) {
            throw tooLarge(place, reference, answer.length().getAsLong() + " bytes", most);
        }
        byte[] bytes = answer.read(most);
        if (bytes.length > most) {
            throw tooLarge(place, reference, "no end", most);
        }
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(bytes);
        Digest digest = Hashes.digest(sha256);
        String wanted = reference.indexOf(':') >= 0
                ? reference
                : answer.header("Docker-Content-Digest").orElse(digest.value());
        if (!digest.value().equals(wanted)) {
            throw place.refuse(
                    Fault.DIGEST_MISMATCH,
                    "manifest " + Printable.of(wanted) + " came with the digest " + digest
                            + ": it was tampered with or damaged; nothing of it is kept");
        }
        return new RemoteManifest(digest, mediaType, bytes);
    }

    private static RuntimeException tooLarge(Place place, String reference, String size, int most) {
        return place.refuse(
                Fault.JSON_TOO_LARGE,
                "manifest " + reference + " has " + size + ", more than the " + most + " allowed");
    }
}
