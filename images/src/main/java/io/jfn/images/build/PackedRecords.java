// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Remembers what layers became when they were packed, so that a base image is compressed once. A record that was lost or is damaged
 * costs only the work: nothing depends on it.
 */
final class PackedRecords {
    private final Path folder;

    /** Uses a folder of its own, and clears away what a killed build left in it. */
    PackedRecords(Path folder) throws IOException {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try (var left = Files.newDirectoryStream(folder, "work-*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    Optional<PackedLayer> find(TenantName tenant, Digest layer, LayerTimes times) throws IOException {
        try {
            return Optional.of(
                    PackedLayer.of(Json.read(Files.readAllBytes(file(tenant, layer, times)), "record of a layer")));
        } catch (NoSuchFileException | io.jfn.images.ImageException _) {
            return Optional.empty();
        }
    }

    void keep(TenantName tenant, Digest layer, LayerTimes times, PackedLayer packed) throws IOException {
        Path work = work();
        Files.write(work, packed.json());
        Files.move(work, file(tenant, layer, times), StandardCopyOption.ATOMIC_MOVE);
    }

    /** An empty file for one piece of work; its maker removes it. */
    Path work() throws IOException {
        return Files.createTempFile(folder, "work-", "");
    }

    private Path file(TenantName tenant, Digest layer, LayerTimes times) {
        return folder.resolve(tenant + "." + layer.hex() + "." + times.fixed() + (times.own() ? ".own" : ""));
    }
}
