// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.Json;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.Referrer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What belongs to a manifest, signatures for example: by the referrers API, else by the tag that older registries use. */
final class ReferrerLookup {
    private static final int MOST_PAGES = 16;
    private static final Pattern NEXT = Pattern.compile("<([^>]{1,2048})>\\s*;\\s*rel=\"?next\"?");
    private static final String WHAT = "list of referrers";

    private final Wire wire;
    private final Operation operation;

    ReferrerLookup(Wire wire, Operation operation) {
        this.wire = wire;
        this.operation = operation;
    }

    List<Referrer> of(Place place, Digest subject) {
        List<Referrer> all = new ArrayList<>();
        Optional<URI> next = Optional.of(place.at("referrers/" + subject));
        for (int page = 0; next.isPresent() && page < MOST_PAGES; page++) {
            Ask ask = Ask.get(next.get()).with("Accept", ManifestDocument.OCI_INDEX);
            try (Answer answer = wire.ask(place, ask, place.pullScope(), operation)) {
                boolean lacking = answer.status() != 200 || !answer.mediaType().equals(ManifestDocument.OCI_INDEX);
                if (lacking && page == 0) {
                    return byTag(place, subject);
                }
                if (lacking) {
                    throw Refusals.unexpected(place, "list referrers", answer);
                }
                int most = wire.limits().manifestBytes();
                byte[] bytes = answer.read(most);
                if (bytes.length > most) {
                    throw place.refuse(Fault.JSON_TOO_LARGE, WHAT + " has more than " + most + " bytes");
                }
                all.addAll(read(bytes));
                next = next(place, answer);
            } catch (IOException e) {
                throw Refusals.broken(place, e, wire.times());
            }
        }
        return all;
    }

    private List<Referrer> byTag(Place place, Digest subject) {
        return new ManifestFetch(wire, operation)
                .find(place, ReferrersTag.of(subject))
                .filter(found -> found.mediaType().equals(ManifestDocument.OCI_INDEX))
                .map(found -> read(found.bytes()))
                .orElse(List.of());
    }

    private static Optional<URI> next(Place place, Answer answer) {
        Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
        if (!link.find()) {
            return Optional.empty();
        }
        try {
            URI next = answer.uri().resolve(URI.create(link.group(1)));
            return place.host().owns(next) ? Optional.of(next) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<Referrer> read(byte[] bytes) {
        JsonNode index = Json.read(bytes, WHAT);
        List<Referrer> all = new ArrayList<>();
        for (JsonNode node : index.path("manifests")) {
            Descriptor manifest = Descriptor.of(node, WHAT);
            Map<String, String> annotations = new HashMap<>();
            node.path("annotations")
                    .properties()
                    .forEach(entry ->
                            annotations.put(entry.getKey(), entry.getValue().asText("")));
            all.add(new Referrer(
                    manifest.mediaType(),
                    manifest.digest(),
                    manifest.size(),
                    Json.text(node, "artifactType", WHAT),
                    annotations));
        }
        return all;
    }
}
