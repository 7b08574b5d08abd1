// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One repository's records: {@code manifests/<hex>} (its media type), {@code tags/<tag>} (a digest) and {@code blobs/<hex>} (only
 * its name counts: the blob is visible here). Callers hold the tenant's lock while they change it.
 */
final class Repository {
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    private final Path folder;
    private final RecordFiles files;
    private final ContentConfig config;

    Repository(Path folder, RecordFiles files, ContentConfig config) {
        this.folder = folder;
        this.files = files;
        this.config = config;
    }

    void make() throws IOException {
        for (String kind : new String[] {"manifests", "tags", "blobs"}) {
            RecordFiles.folder(folder.resolve(kind));
        }
    }

    boolean exists() {
        return Files.isDirectory(folder);
    }

    void put(Digest manifest, String mediaType) throws IOException {
        files.write(record("manifests", manifest), mediaType);
        touch(record("manifests", manifest));
    }

    Optional<String> mediaType(Digest manifest) throws IOException {
        return RecordFiles.read(record("manifests", manifest));
    }

    List<Digest> manifests() throws IOException {
        return digests("manifests");
    }

    /** Forgets a manifest and the tags that name it, these first: a tag never names what is not there. */
    boolean remove(Digest manifest) throws IOException {
        for (String tag : tags()) {
            if (tagged(tag).filter(manifest::equals).isPresent()) {
                untag(tag);
            }
        }
        return RecordFiles.delete(record("manifests", manifest));
    }

    void tag(String tag, Digest manifest) throws IOException {
        files.write(folder.resolve("tags").resolve(valid(tag)), manifest.value());
    }

    boolean untag(String tag) throws IOException {
        return RecordFiles.delete(folder.resolve("tags").resolve(valid(tag)));
    }

    Optional<Digest> tagged(String tag) throws IOException {
        return RecordFiles.read(folder.resolve("tags").resolve(valid(tag))).map(Digest::new);
    }

    /** In the order of the distribution specification: letters without regard to case. */
    List<String> tags() throws IOException {
        return RecordFiles.list(folder.resolve("tags")).stream()
                .map(file -> file.getFileName().toString())
                .sorted(String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    void link(Digest blob) throws IOException {
        Path link = record("blobs", blob);
        if (!Files.exists(link)) {
            RecordFiles.mark(link);
        }
        touch(link);
    }

    boolean unlink(Digest blob) throws IOException {
        return RecordFiles.delete(record("blobs", blob));
    }

    boolean linked(Digest blob) {
        return Files.exists(record("blobs", blob));
    }

    List<Digest> links() throws IOException {
        return digests("blobs");
    }

    /** Whether a link was made or asked for after {@code before}. */
    boolean linkedAfter(Digest blob, FileTime before) throws IOException {
        return after(record("blobs", blob), before);
    }

    /** Whether a manifest came after {@code before}. */
    boolean putAfter(Digest manifest, FileTime before) throws IOException {
        return after(record("manifests", manifest), before);
    }

    /** Goes when nothing is in it. */
    void removeIfEmpty() throws IOException {
        if (manifests().isEmpty() && tags().isEmpty() && links().isEmpty()) {
            for (String kind : new String[] {"manifests", "tags", "blobs"}) {
                Files.deleteIfExists(folder.resolve(kind));
            }
            RecordFiles.delete(folder);
        }
    }

    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    private static String valid(String tag) {
        if (!isTag(tag)) {
            throw new ImageException(
                    Fault.TAG_INVALID,
                    "tag '" + Printable.of(tag) + "' is not valid: 128 letters, digits, '_', '.' and '-' at most");
        }
        return tag;
    }

    private List<Digest> digests(String kind) throws IOException {
        return RecordFiles.list(folder.resolve(kind)).stream()
                .map(file -> new Digest("sha256:" + file.getFileName()))
                .toList();
    }

    private Path record(String kind, Digest digest) {
        return folder.resolve(kind).resolve(digest.hex());
    }

    private void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(config.clock().instant()));
    }

    private static boolean after(Path file, FileTime before) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(before) > 0;
    }
}
