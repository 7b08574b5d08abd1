// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes an uploaded function folder (tar, tar.gz or zip) into a layer that has it at {@code /function}. */
final class SourceImport {
    private static final EntryName FOLDER = new EntryName("function");

    private final TenantStore store;
    private final UnpackLimits limits;

    SourceImport(TenantStore store, UnpackLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    Digest take(InputStream archive) throws IOException {
        Path work = store.scratch();
        try (StoreRoom.Use room = store.room()) {
            Path tree = Files.createDirectory(work.resolve("tree"));
            var budget = new UnpackBudget(limits, room);
            var writer = new TreeWriter(tree, budget);
            unpack(archive, writer, budget, work);
            TreeSummary summary = writer.finish();
            if (summary.entries() <= 1) {
                throw new ImageException(Fault.EMPTY_ARCHIVE, "archive of the function's folder is empty");
            }
            store.place(tree, summary.digest(), LayerRecord.of(summary));
            return summary.digest();
        } finally {
            Trees.delete(work);
        }
    }

    private void unpack(InputStream archive, TreeWriter writer, UnpackBudget budget, Path work) throws IOException {
        var in = new BufferedInputStream(archive, 65_536);
        writer.directory(FOLDER, 0755);
        switch (ArchiveFormat.of(in)) {
            case TAR -> new TarUnpacker(new TarReader(in, budget), writer).source(FOLDER);
            case TAR_GZ -> {
                try (var plain = new Gunzip(in, limits.ratio())) {
                    new TarUnpacker(new TarReader(new BufferedInputStream(plain, 65_536), budget), writer)
                            .source(FOLDER);
                }
            }
            case ZIP -> {
                Path zip = work.resolve("zip");
                try (var out = Files.newOutputStream(zip)) {
                    if (new Bounded(in, limits.bytes() + 1).transferTo(out) > limits.bytes()) {
                        throw new ImageException(
                                Fault.TOO_MANY_BYTES, "zip archive is larger than " + limits.bytes() + " bytes");
                    }
                }
                ZipSource.unpack(zip, writer, budget, limits, FOLDER);
            }
        }
    }
}
