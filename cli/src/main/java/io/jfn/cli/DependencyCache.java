// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What was installed before, in the developer's cache folder: {@code KEY.tar.gz} is a layer, empty when nothing had to be
 * installed, and {@code KEY.digest} is what a gateway called it. Each appears whole, by a rename; what nobody used for a
 * month is removed.
 */
final class DependencyCache {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Path folder;
    private final InstantSource clock;

    DependencyCache(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The cache of the developer whose environment this is: below {@code XDG_CACHE_HOME}, or {@code ~/.cache}. */
    static DependencyCache of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
        String given = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The convention: one that is not absolute counts as not given.
        Path base = given.startsWith("/") ? Path.of(given) : Path.of(home, ".cache");
        return new DependencyCache(base.resolve("jfn/dependencies"), InstantSource.system());
    }

    Optional<Path> archive(String key) {
        Path file = folder.resolve(key + ".tar.gz");
        return used(file) ? Optional.of(file) : Optional.empty();
    }

    /** Keeps a copy of an archive. */
    Path put(String key, Path archive) {
        return write(key + ".tar.gz", work -> Files.copy(archive, work, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Keeps that there is nothing to install. */
    Path putNothing(String key) {
        return write(key + ".tar.gz", _ -> {});
    }

    /** The digest by which gateways know the layer, once one has told. */
    Optional<String> digest(String key) {
        Path file = folder.resolve(key + ".digest");
        if (!used(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file);
            return DIGEST.matcher(text).matches() ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void remember(String key, String digest) {
        write(key + ".digest", work -> Files.writeString(work, digest));
    }

    private boolean used(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path write(String name, Writing writing) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            removeOld();
            Path work = Files.createTempFile(folder, ".", ".tmp");
            try {
                writing.into(work);
                try (var channel = FileChannel.open(work, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.setLastModifiedTime(work, FileTime.from(clock.instant()));
                Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(work);
            }
            return file;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void removeOld() throws IOException {
        var before = FileTime.from(clock.instant().minus(KEPT));
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(before) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException _) {
            // Another deploy was cleaning up at the same time.
        }
    }

    private CliException failed(IOException e) {
        return new CliException(
                ExitCode.FAILED,
                folder + ": the cache of installed packages cannot be used: " + e.getMessage()
                        + ": name another folder in XDG_CACHE_HOME",
                e);
    }

    @FunctionalInterface
    private interface Writing {
        void into(Path work) throws IOException;
    }
}
