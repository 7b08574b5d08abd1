// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** A temporary folder of the developer's alone, removed with all that is in it. */
final class WorkFolder implements Closeable {
    private final Path path;

    WorkFolder(String prefix) throws IOException {
        // Its real name, as tools answer with it.
        this.path = Files.createTempDirectory(prefix).toRealPath();
    }

    Path path() {
        return path;
    }

    /** Copies what a listing names; links are copied as links. */
    void take(NavigableMap<String, Path> entries) throws IOException {
        for (Map.Entry<String, Path> entry : entries.entrySet()) {
            Path target = path.resolve(entry.getKey());
            Path source = entry.getValue();
            if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(target);
            } else if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(target.resolveSibling("."));
                Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    /** Removes a folder with all that is in it; follows no link. */
    static void remove(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
