// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionRuntime;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.NavigableMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A function's folder as the archive that is sent: a gzipped tar in a temporary file, the same for the same content. */
final class FolderPack implements Closeable {
    static final long MOST_BYTES = 2L << 30;
    static final int MOST_ENTRIES = 200_000;

    private static final String LEAVE_OUT = "name what the function does not need in " + IgnoreRules.NAME;

    private final Path file;

    private FolderPack(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    static FolderPack of(
            FunctionDefinition.Folder content, @Nullable FunctionRuntime runtime, DeployProgress progress) {
        return of(content, runtime, InstalledDependencies.NONE, progress, MOST_BYTES);
    }

    /** The source of a function, without what was installed for it. */
    static FolderPack of(
            FunctionDefinition.Folder content,
            @Nullable FunctionRuntime runtime,
            InstalledDependencies installed,
            DeployProgress progress,
            long mostBytes) {
        Path folder = content.folder();
        NavigableMap<String, Path> entries = FolderListing.of(folder, content.keepOut());
        try {
            installed.changeSource(entries);
            try (JavaClasses _ = JavaClasses.of(folder, entries, installed.jars(), runtime, progress)) {
                if (entries.isEmpty()) {
                    throw new CliException(ExitCode.INVALID_INPUT, folder + ": there is nothing in it to deploy");
                }
                return write(folder.toString(), LEAVE_OUT, folder.getFileName(), entries, progress, mostBytes);
            }
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.FAILED, folder + ": " + e.getFile() + " went away while it was packed", e);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, folder + ": cannot be packed: " + e.getMessage(), e);
        }
    }

    /** What was installed from a manifest. */
    static FolderPack ofInstalled(String manifest, NavigableMap<String, Path> entries, DeployProgress progress)
            throws IOException {
        return write(
                "what " + manifest + " names",
                "name fewer packages",
                Path.of("packages of " + manifest),
                entries,
                progress,
                MOST_BYTES);
    }

    private static FolderPack write(
            String what,
            String wayOut,
            Path name,
            NavigableMap<String, Path> entries,
            DeployProgress progress,
            long mostBytes)
            throws IOException {
        if (entries.size() > MOST_ENTRIES) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    what + ": has " + entries.size() + " files, more than " + MOST_ENTRIES + ": " + wayOut);
        }
        Path archive = Files.createTempFile("jfn-", ".tar.gz");
        boolean complete = false;
        try (var tar =
                new TarWriter(new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)), 65_536))) {
            long bytes = 0;
            int done = 0;
            for (var entry : entries.entrySet()) {
                bytes += add(tar, entry.getKey(), entry.getValue());
                if (bytes > mostBytes) {
                    throw new CliException(
                            ExitCode.INVALID_INPUT,
                            what + ": is larger than " + Shown.bytes(mostBytes) + ": " + wayOut);
                }
                progress.step("pack " + name, ++done, entries.size());
            }
            complete = true;
        } finally {
            if (!complete) {
                Files.deleteIfExists(archive);
            }
        }
        return new FolderPack(archive);
    }

    private static long add(TarWriter tar, String name, Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            tar.link(name, Files.readSymbolicLink(file).toString());
            return 0;
        }
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            tar.folder(name);
            return 0;
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            long size = Files.size(file);
            tar.file(name, executable(file), size, in);
            return size;
        }
    }

    private static boolean executable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // The system's temporary folder is cleaned by others in the end.
        }
    }
}
