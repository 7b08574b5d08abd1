// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Hashes;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Manifests by tag or digest. */
final class Manifests {
    static final String DIGEST_HEADER = "Docker-Content-Digest";

    private final TenantContent content;

    Manifests(TenantContent content) {
        this.content = content;
    }

    Response answer(RegistryPath.Manifest at, RegistryCall call) {
        return switch (call.method()) {
            case "GET" -> get(at).build();
            case "HEAD" -> {
                StoredManifest manifest = find(at);
                yield head(manifest)
                        .header("Content-Length", manifest.bytes().length)
                        .build();
            }
            case "PUT" -> put(at, call);
            case "DELETE" -> delete(at);
            default -> throw RegistryException.unsupported();
        };
    }

    private Response.ResponseBuilder get(RegistryPath.Manifest at) {
        StoredManifest manifest = find(at);
        return head(manifest).entity(manifest.bytes());
    }

    private static Response.ResponseBuilder head(StoredManifest manifest) {
        return Response.ok()
                .type(MediaType.valueOf(manifest.mediaType()))
                .header("ETag", '"' + manifest.digest().value() + '"')
                .header(DIGEST_HEADER, manifest.digest().value());
    }

    private Response put(RegistryPath.Manifest at, RegistryCall call) {
        byte[] bytes = read(call);
        Digest digest = digest(bytes);
        boolean byDigest = isDigest(at.reference());
        if (byDigest && !digest.equals(new Digest(at.reference()))) {
            throw new RegistryException(
                    400, "DIGEST_INVALID", "the manifest has the digest " + digest + ", not the one of the path");
        }
        String mediaType = mediaType(call.header("Content-Type"));
        content.addManifest(at.repository(), byDigest ? null : at.reference(), mediaType, bytes);
        Response.ResponseBuilder answer = Response.status(201)
                .header("Location", "/v2/" + at.repository() + "/manifests/" + digest)
                .header(DIGEST_HEADER, digest.value());
        ManifestDocument.read(mediaType, bytes)
                .subject()
                .ifPresent(
                        subject -> answer.header("OCI-Subject", subject.digest().value()));
        return answer.build();
    }

    private Response delete(RegistryPath.Manifest at) {
        boolean gone = isDigest(at.reference())
                ? content.deleteManifest(at.repository(), new Digest(at.reference()))
                : content.deleteTag(at.repository(), at.reference());
        if (!gone) {
            throw unknown(at);
        }
        return Response.status(202).build();
    }

    private StoredManifest find(RegistryPath.Manifest at) {
        return content.manifest(at.repository(), at.reference()).orElseThrow(() -> unknown(at));
    }

    private static RegistryException unknown(RegistryPath.Manifest at) {
        return new RegistryException(
                404,
                "MANIFEST_UNKNOWN",
                "there is no manifest '" + Printable.of(at.reference()) + "' in '" + at.repository() + "'");
    }

    private static byte[] read(RegistryCall call) {
        try {
            return call.body().readNBytes(ManifestDocument.LARGEST + 1);
        } catch (IOException e) {
            throw new RegistryException(
                    400, "MANIFEST_INVALID", "the manifest did not arrive whole: " + e.getMessage());
        }
    }

    private static String mediaType(@Nullable String header) {
        if (header == null) {
            throw new RegistryException(400, "MANIFEST_INVALID", "a manifest needs its media type as the Content-Type");
        }
        int parameters = header.indexOf(';');
        return (parameters < 0 ? header : header.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isDigest(String reference) {
        return reference.indexOf(':') >= 0;
    }

    private static Digest digest(byte[] bytes) {
        var sha256 = Hashes.sha256();
        sha256.update(bytes);
        return Hashes.digest(sha256);
    }
}
