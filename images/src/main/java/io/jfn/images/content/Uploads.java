// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The unfinished blobs of one tenant, each a file named by a random id. */
final class Uploads {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final BlobFiles blobs;
    private final Space space;
    private final ContentConfig config;
    private final Map<String, BlobUpload> open = new ConcurrentHashMap<>();

    /** Finds again what an earlier process has left. */
    Uploads(Path folder, BlobFiles blobs, Space space, ContentConfig config) throws IOException {
        this.folder = folder;
        this.blobs = blobs;
        this.space = space;
        this.config = config;
        for (Path file : RecordFiles.list(folder)) {
            String id = file.getFileName().toString();
            open.put(id, new BlobUpload(id, file, Files.size(file), this));
        }
    }

    BlobUpload begin() throws IOException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        Path file = folder.resolve(id);
        Files.createFile(file);
        touch(file);
        var upload = new BlobUpload(id, file, 0, this);
        open.put(id, upload);
        return upload;
    }

    BlobUpload resume(String id) {
        BlobUpload known = ID.matcher(id).matches() ? open.get(id) : null;
        if (known == null) {
            throw unknown(id);
        }
        return known;
    }

    long expire(FileTime before) throws IOException {
        long freed = 0;
        for (BlobUpload upload : open.values()) {
            long bytes = upload.offset();
            freed += upload.expire(before) ? bytes : 0;
        }
        return freed;
    }

    void forget(BlobUpload upload) {
        open.remove(upload.id());
    }

    void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(config.clock().instant()));
    }

    BlobFiles blobs() {
        return blobs;
    }

    Space space() {
        return space;
    }

    static ImageException unknown(String id) {
        return new ImageException(
                Fault.UPLOAD_NOT_FOUND, "there is no upload '" + Printable.of(id) + "': begin a new one");
    }
}
