// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a tool has installed below a folder: paths and the files that they come from. A link that leads out of the folder,
 * as npm makes it to a package that lies beside, is replaced by what it leads to: the layer must stand alone.
 */
final class InstalledTree {
    private static final int DEEPEST = 60;

    private final Path root;
    private final Path copy;
    private final NavigableMap<String, Path> entries = new TreeMap<>();

    private InstalledTree(Path root, Path copy) {
        this.root = root;
        this.copy = copy;
    }

    /**
     * Lists a folder, which may be missing.
     *
     * @param copy the function's folder as it was copied, beyond which no link is followed
     */
    static NavigableMap<String, Path> of(Path root, Path copy) throws IOException {
        var tree = new InstalledTree(root, copy);
        if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            tree.walk(root, "", 0);
        }
        return tree.entries;
    }

    private void walk(Path folder, String prefix, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    prefix + ": what was installed is nested deeper than " + DEEPEST
                            + " folders: is there a link to a folder above it?");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                one(child, prefix + child.getFileName(), depth);
            }
        }
    }

    private void one(Path child, String name, int depth) throws IOException {
        Path file = Files.isSymbolicLink(child) && leadsOut(child) ? child.toRealPath() : child;
        entries.put(name, file);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            walk(file, name + "/", depth + 1);
        }
    }

    private boolean leadsOut(Path link) throws IOException {
        Path target = link.resolveSibling(Files.readSymbolicLink(link))
                .toAbsolutePath()
                .normalize();
        return !target.startsWith(root.toAbsolutePath())
                && Files.exists(link)
                && link.toRealPath().startsWith(copy.toRealPath());
    }
}
