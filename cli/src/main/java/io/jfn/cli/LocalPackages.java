// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Files and folders that a manifest names by path and that lie in the function's folder: a change of them counts too. */
final class LocalPackages {
    private final Path folder;
    private final String manifest;
    private final Set<String> paths = new TreeSet<>();

    LocalPackages(Path folder, String manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /** Relative to the function's folder, which itself is the empty path. */
    List<String> paths() {
        return List.copyOf(paths);
    }

    /** Takes a path, or a {@code file:} address, relative to the function's folder; gives whether it was new and is there. */
    boolean add(String reference) {
        String path = reference.replaceFirst("^file:(//(?=/))?", "");
        Path target = folder.resolve(path).normalize();
        if (!target.startsWith(folder)) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    folder.resolve(manifest) + ": names " + reference
                            + ", which lies outside the function's folder, and"
                            + " only that is copied to be installed from: put it there, or install it yourself and deploy"
                            + " with --no-install");
        }
        // What is not there is missed by the tool itself, in its own words.
        return Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && paths.add(folder.relativize(target).toString());
    }
}
