// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Layers seen as the one tree that a sandbox will have. Links are followed as they would be inside, by their text; the
 * host's own resolution is never used, so nothing outside the layers is ever looked at.
 */
final class ImageTree {
    private static final int MOST_LINKS = 40;

    private final List<Path> highestFirst;

    ImageTree(List<Path> layersLowestFirst) {
        this.highestFirst = List.copyOf(layersLowestFirst.reversed());
    }

    /**
     * Something in the tree, all links followed.
     *
     * @param path its absolute path inside
     * @param onDisk where it lies in the store
     * @param directory whether it is a folder; else it is a file
     */
    record Found(String path, Path onDisk, boolean directory) {
        /** Whether the sandbox's user, one of the others, may execute it. */
        boolean executable() throws IOException {
            return !directory
                    && Files.getPosixFilePermissions(onDisk, LinkOption.NOFOLLOW_LINKS)
                            .contains(PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    /** Looks up an absolute path; empty when there is nothing, or links lead in a circle. */
    Optional<Found> find(String path) throws IOException {
        Deque<String> todo = new ArrayDeque<>(List.of(path.split("/", -1)));
        Deque<Step> above = new ArrayDeque<>();
        above.push(new Step("", highestFirst));
        int links = 0;
        while (!todo.isEmpty()) {
            String part = todo.pop();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                if (above.size() > 1) {
                    above.pop();
                }
                continue;
            }
            Step here = above.element();
            List<Path> folders = new ArrayList<>();
            Path other = look(here.folders, part, folders);
            if (!folders.isEmpty()) {
                above.push(new Step(here.path + "/" + part, folders));
            } else if (other == null) {
                return Optional.empty();
            } else if (!Files.isSymbolicLink(other)) {
                return todo.isEmpty() ? Optional.of(new Found(here.path + "/" + part, other, false)) : Optional.empty();
            } else if (++links > MOST_LINKS) {
                return Optional.empty();
            } else {
                String target = Files.readSymbolicLink(other).toString();
                if (target.startsWith("/")) {
                    above.clear();
                    above.push(new Step("", highestFirst));
                }
                List.of(target.split("/", -1)).reversed().forEach(todo::push);
            }
        }
        Step end = above.element();
        return Optional.of(new Found(end.path.isEmpty() ? "/" : end.path, end.folders.getFirst(), true));
    }

    /** Whether a name is there and is no folder, the name itself not followed if it is a link. */
    boolean hasNonFolder(String path) throws IOException {
        List<Path> here = highestFirst;
        Path other = null;
        for (String part : path.split("/", -1)) {
            if (other != null) {
                return false;
            }
            List<Path> folders = new ArrayList<>();
            other = look(here, part, folders);
            if (folders.isEmpty() && other == null) {
                return false;
            }
            here = folders;
        }
        return here.isEmpty();
    }

    /** Merges folders of a name as an overlay does: a higher thing that is no folder ends or hides the rest. */
    private static @org.jspecify.annotations.Nullable Path look(List<Path> parents, String name, List<Path> folders)
            throws IOException {
        for (Path parent : parents) {
            Path path = parent.resolve(name);
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory()) {
                    folders.add(path);
                } else {
                    return folders.isEmpty() ? path : null;
                }
            } catch (NoSuchFileException _) {
                // This layer says nothing about the name.
            }
        }
        return null;
    }

    private record Step(String path, List<Path> folders) {}
}
