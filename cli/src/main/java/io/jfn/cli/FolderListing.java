// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What of a folder is sent: paths in the archive and the files that they come from, in a fixed order. */
final class FolderListing {
    private static final int DEEPEST = 64;
    private static final List<String> NEVER = List.of(".git", "node_modules/", "__pycache__/");

    private final IgnoreRules rules;
    private final Set<Path> keepOut;
    private final NavigableMap<String, Path> entries = new TreeMap<>();

    private FolderListing(IgnoreRules rules, Set<Path> keepOut) {
        this.rules = rules;
        this.keepOut = keepOut;
    }

    /** Lists a folder without following any link. */
    static NavigableMap<String, Path> of(Path folder, Set<Path> keepOut) {
        var listing = new FolderListing(IgnoreRules.of(folder), keepOut);
        try {
            listing.walk(folder, "", 0);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, folder + ": cannot be read: " + e.getMessage(), e);
        }
        return listing.entries;
    }

    /** Lists a file or a folder below a folder, whatever its {@code .jfnignore} says. */
    static NavigableMap<String, Path> below(Path folder, String name) {
        var listing = new FolderListing(IgnoreRules.parse(NEVER), Set.of());
        try {
            listing.one(folder.resolve(name), name, 0);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.INVALID_INPUT, folder.resolve(name) + ": cannot be read: " + e.getMessage(), e);
        }
        return listing.entries;
    }

    private void walk(Path folder, String prefix, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new CliException(ExitCode.INVALID_INPUT, folder + ": folders are nested deeper than " + DEEPEST);
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                one(child, prefix + child.getFileName(), depth);
            }
        }
    }

    private void one(Path child, String path, int depth) throws IOException {
        boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
        if (keepOut.contains(child) || rules.leaveOut(path, isFolder)) {
            return;
        }
        if (isFolder) {
            entries.put(path, child);
            walk(child, path + "/", depth + 1);
        } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(child)) {
            entries.put(path, child);
        } else {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    child + ": is neither file, folder nor link: remove it or name it in " + IgnoreRules.NAME);
        }
    }
}
