// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.content.TenantContent;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Sends a blob when the registry has not got it: taken over from a neighbour where that is possible, else in one piece. */
final class BlobPush {
    private final Wire wire;
    private final TenantContent content;
    private final Place place;
    private final Operation operation;
    private final LongConsumer progress;
    private final AtomicLong told = new AtomicLong();

    BlobPush(Wire wire, TenantContent content, Place place, Operation operation, LongConsumer progress) {
        this.wire = wire;
        this.content = content;
        this.place = place;
        this.operation = operation;
        this.progress = progress;
    }

    void send(Descriptor blob, Optional<String> neighbour) {
        OptionalLong size = content.size(blob.digest());
        if (size.isEmpty() || size.getAsLong() != blob.size()) {
            throw new ImageException(
                    Fault.BLOB_MISSING,
                    "blob " + blob.digest() + " is not here as the manifest says: pull or build the image again");
        }
        if (!isThere(blob)) {
            upload(blob, neighbour);
        }
        tell(blob.size());
    }

    private boolean isThere(Descriptor blob) {
        try (Answer answer = wire.ask(place, Ask.head(place.blob(blob.digest())), place.pushScope(), operation)) {
            return switch (answer.status()) {
                case 200 -> true;
                case 404 -> false;
                default -> throw Refusals.unexpected(place, "look for blob " + blob.digest(), answer);
            };
        } catch (IOException e) {
            throw Refusals.broken(place, e, wire.times());
        }
    }

    private void upload(Descriptor blob, Optional<String> neighbour) {
        for (int failed = 1; ; failed++) {
            try {
                URI session = begin(blob, neighbour);
                if (session == null || put(blob, session, wire.retry().again(failed))) {
                    return;
                }
            } catch (IOException e) {
                failed += e instanceof StalledException ? 1 : 0;
                if (!wire.retry().again(failed) || Refusals.isLasting(e, Ask.head(place.blob(blob.digest())))) {
                    throw Refusals.broken(place, e, wire.times());
                }
            }
            operation.pause(wire.retry().pause(failed));
        }
    }

    /** Where the blob is to be put; null when the registry took it over from the neighbour. */
    private @Nullable URI begin(Descriptor blob, Optional<String> neighbour) throws IOException {
        String query = neighbour
                .map(from -> "?mount=" + blob.digest() + "&from=" + from)
                .orElse("");
        String scope = neighbour
                .map(from -> place.pushScope() + " repository:" + from + ":pull")
                .orElse(place.pushScope());
        Ask ask = new Ask("POST", place.at("blobs/uploads/" + query), Map.of(), Upload.of(new byte[0]));
        try (Answer answer = wire.ask(place, ask, scope, operation)) {
            return switch (answer.status()) {
                case 201 -> null;
                case 202 -> Wire.location(place, answer.uri(), answer);
                case 404 ->
                    throw place.refuse(
                            Fault.IMAGE_NOT_FOUND,
                            "it takes nothing under this name (404): look at the name, and whether it must be made"
                                    + " first");
                default -> throw Refusals.unexpected(place, "begin an upload", answer);
            };
        } catch (ImageException e) {
            // Some registries refuse to mount what the account may not read; then the blob is simply sent.
            if (neighbour.isEmpty() || !isAboutRights(e)) {
                throw e;
            }
            return begin(blob, Optional.empty());
        }
    }

    /** Whether it was taken; false when the registry asks for another try. */
    private boolean put(Descriptor blob, URI session, boolean mayTryAgain) throws IOException {
        URI uri = URI.create(session + (session.getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        var sent = new AtomicLong();
        var body = new Upload(() -> content.open(blob.digest()), blob.size(), n -> tell(sent.addAndGet(n)));
        Ask ask = new Ask("PUT", uri, Map.of("Content-Type", "application/octet-stream"), body);
        try (Answer answer = wire.once(place, ask, place.pushScope(), operation)) {
            if (answer.status() == 201 || answer.status() == 204) {
                return true;
            }
            if (RetryPolicy.isPassing(answer.status()) && mayTryAgain) {
                return false;
            }
            if (answer.status() == 413) {
                throw place.refuse(
                        Fault.TOO_MANY_BYTES,
                        "takes no blob of " + blob.size() + " bytes (413): raise its limit, or make smaller layers");
            }
            throw Refusals.unexpected(place, "take blob " + blob.digest(), answer);
        }
    }

    /** A blob that is sent twice counts once. */
    private void tell(long sent) {
        long before = told.getAndUpdate(most -> Math.max(most, sent));
        if (sent > before) {
            progress.accept(sent - before);
        }
    }

    private static boolean isAboutRights(ImageException e) {
        return e.code().equals(Fault.REGISTRY_UNAUTHORIZED.toString())
                || e.code().equals(Fault.REGISTRY_DENIED.toString());
    }
}
