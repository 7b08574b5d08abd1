// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.InvalidInputException;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * Remembers which image the source of a runtime was found to be, so that a tag is looked up once: one file for each tenant's runtime,
 * a line with the source and one with the digest. Written so that a reader sees the old or the new one.
 */
final class RuntimeRecords {
    private final Path folder;

    RuntimeRecords(Path folder) {
        this.folder = folder;
    }

    /** What a source was found to be; none when the source is another now, or nothing was found yet. */
    Optional<Digest> find(TenantName tenant, FunctionRuntime runtime, RuntimeSource source) {
        try {
            List<String> lines = Files.readAllLines(file(tenant, runtime), StandardCharsets.UTF_8);
            return lines.size() == 2 && lines.getFirst().equals(source.text())
                    ? Optional.of(new Digest(lines.getLast()))
                    : Optional.empty();
        } catch (NoSuchFileException | InvalidInputException _) {
            return Optional.empty(); // What is damaged is looked up again.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what runtime " + runtime + " stands on", e);
        }
    }

    void keep(TenantName tenant, FunctionRuntime runtime, RuntimeSource source, Digest image) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path work = folder.resolve("." + tenant + "." + runtime);
            byte[] bytes = (source.text() + "\n" + image + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(work, bytes);
            try (var channel = FileChannel.open(work, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(work, file(tenant, runtime), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what runtime " + runtime + " stands on", e);
        }
    }

    private Path file(TenantName tenant, FunctionRuntime runtime) {
        return folder.resolve(tenant + "." + runtime);
    }
}
