// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path below {@code /v2/}, read once and in one way only: from its end, since a repository's name may hold any number of parts,
 * also {@code blobs} or {@code tags}.
 */
sealed interface RegistryPath {
    /** The registry itself. */
    record Root() implements RegistryPath {}

    /** The list of all repositories. */
    record Catalog() implements RegistryPath {}

    /** The list of a repository's tags. */
    record Tags(String repository) implements RegistryPath {}

    /** A manifest by tag or digest. */
    record Manifest(String repository, String reference) implements RegistryPath {}

    /** What belongs to a manifest. */
    record Referrers(String repository, String digest) implements RegistryPath {}

    /** A blob. */
    record Blob(String repository, String digest) implements RegistryPath {}

    /** Where uploads begin. */
    record Uploads(String repository) implements RegistryPath {}

    /** An upload that was begun. */
    record Upload(String repository, String id) implements RegistryPath {}

    /** Nothing that the specification knows. */
    record Unknown() implements RegistryPath {}

    Pattern UPLOADS = Pattern.compile("(.+)/blobs/uploads/?");
    Pattern UPLOAD = Pattern.compile("(.+)/blobs/uploads/([^/]+)");
    Pattern TAGS = Pattern.compile("(.+)/tags/list");
    Pattern ITEM = Pattern.compile("(.+)/(manifests|blobs|referrers)/([^/]+)");

    /** Reads what stands behind {@code /v2/}, as it was sent; only the colon of a digest may be percent-encoded. */
    static RegistryPath parse(String raw) {
        String path = raw.replace("%3A", ":").replace("%3a", ":");
        if (path.isEmpty()) {
            return new Root();
        }
        if (path.equals("_catalog")) {
            return new Catalog();
        }
        Matcher tags = TAGS.matcher(path);
        if (tags.matches()) {
            return new Tags(tags.group(1));
        }
        Matcher uploads = UPLOADS.matcher(path);
        if (uploads.matches()) {
            return new Uploads(uploads.group(1));
        }
        Matcher upload = UPLOAD.matcher(path);
        if (upload.matches()) {
            return new Upload(upload.group(1), upload.group(2));
        }
        Matcher item = ITEM.matcher(path);
        if (!item.matches()) {
            return new Unknown();
        }
        return switch (item.group(2).toLowerCase(Locale.ROOT)) {
            case "manifests" -> new Manifest(item.group(1), item.group(3));
            case "referrers" -> new Referrers(item.group(1), item.group(3));
            default -> new Blob(item.group(1), item.group(3));
        };
    }
}
