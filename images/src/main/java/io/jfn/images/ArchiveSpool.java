// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of an image archive, laid down under numbers in a work folder: the names in the archive are only ever keys
 * of a map, never paths. An archive may name its manifest last, so everything is received before anything is read.
 */
final class ArchiveSpool implements BlobSource {
    private static final int MOST_FILES = 10_000;
    private static final int MOST_ALIASES = 16;

    private final Path work;
    private final Map<String, Blob> blobs = new HashMap<>();
    private final Map<String, EntryName> aliases = new HashMap<>();

    private ArchiveSpool(Path work) {
        this.work = work;
    }

    static ArchiveSpool receive(InputStream archive, Path work, UnpackLimits limits, Progress progress, DiskRoom room)
            throws IOException {
        var spool = new ArchiveSpool(work);
        // Layers may lie in it unpacked, so it may be as large as they may unpack to, and its own headers.
        var budget = new UnpackBudget(new UnpackLimits(limits.bytes() + (64L << 20), MOST_FILES, 1, 1), room);
        var in = new BufferedInputStream(new Watched(archive, "receive archive", 0, 0, progress), 65_536);
        switch (ArchiveFormat.of(in)) {
            case TAR -> spool.all(new TarReader(in, budget), budget);
            case TAR_GZ -> {
                try (var plain = new BufferedInputStream(new Gunzip(in, limits.ratio()), 65_536)) {
                    spool.all(new TarReader(plain, budget), budget);
                }
            }
            case ZIP ->
                throw new ImageException(
                        Fault.UNKNOWN_FORMAT, "image archive is a zip: give what 'docker save' or an OCI tool writes");
        }
        return spool;
    }

    /** The file of a name, links between names followed. */
    Optional<Blob> find(String name) {
        String at = name;
        for (int i = 0; i < MOST_ALIASES; i++) {
            EntryName next = aliases.get(at);
            if (next == null) {
                return Optional.ofNullable(blobs.get(at));
            }
            at = next.text();
        }
        return Optional.empty();
    }

    Blob need(String name) {
        return find(name)
                .orElseThrow(() -> new ImageException(
                        Fault.BLOB_MISSING, "image archive has no '" + Printable.of(name) + "': it is incomplete"));
    }

    @Override
    public Blob need(Digest digest, long size) {
        Blob blob = need("blobs/sha256/" + digest.hex());
        if (!blob.digest().equals(digest)) {
            throw new ImageException(
                    Fault.DIGEST_MISMATCH, "blob " + digest + " of the image archive has the digest " + blob.digest());
        }
        if (blob.size() != size) {
            throw new ImageException(
                    Fault.SIZE_MISMATCH,
                    "blob " + digest + " has " + blob.size() + " bytes where its descriptor says " + size);
        }
        return blob;
    }

    private void all(TarReader tar, UnpackBudget budget) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            EntryName name = EntryName.parse(entry.name());
            switch (entry.kind()) {
                case FILE -> {
                    budget.takeBytes(name.text(), entry.size());
                    unique(name);
                    blobs.put(name.text(), blob(tar.body(), budget));
                }
                case SYMLINK -> {
                    unique(name);
                    aliases.put(name.text(), beside(name, entry.link()));
                }
                case HARD_LINK -> {
                    unique(name);
                    aliases.put(name.text(), EntryName.parse(entry.link()));
                }
                case DIRECTORY -> {}
                case SPECIAL ->
                    throw ImageException.entry(
                            Fault.SPECIAL_FILE, name.text(), "is a device, FIFO or socket in an image archive");
            }
        }
    }

    private Blob blob(InputStream body, UnpackBudget budget) throws IOException {
        Path file = work.resolve("b" + blobs.size());
        var sha256 = Hashes.sha256();
        long size = 0;
        byte[] buffer = new byte[65_536];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                out.write(buffer, 0, n);
                budget.wrote(n);
                size += n;
            }
        }
        return new Blob(Hashes.digest(sha256), size, () -> Files.newInputStream(file));
    }

    private void unique(EntryName name) {
        if (blobs.containsKey(name.text()) || aliases.containsKey(name.text())) {
            throw ImageException.entry(Fault.MANIFEST_AMBIGUOUS, name.text(), "is in the image archive twice");
        }
    }

    /** Old versions of docker link equal layers: {@code ../<id>/layer.tar}, which names another entry. */
    private static EntryName beside(EntryName name, String target) {
        EntryName folder = name.parent();
        String rest = target;
        while (rest.startsWith("../") && !folder.isRoot()) {
            folder = folder.parent();
            rest = rest.substring(3);
        }
        return EntryName.parse(rest).under(folder);
    }
}
