// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What sandboxes may leave on their machine: mounts, processes, files, System V IPC. */
final class SelftestHost {
    private static final int DEPTH = 4;

    private final Path root;
    private final Duration patience;

    /**
     * The machine below a folder.
     *
     * @param root {@code /}, or what stands for it in tests
     * @param patience how long what is ending may take to be gone
     */
    SelftestHost(Path root, Duration patience) {
        this.root = root;
        this.patience = patience;
    }

    /** What of the machine's own tables a sandbox must not change. */
    record Tables(List<String> mounts, long ipc) {}

    Tables tables() {
        long ipc = 0;
        for (String table : List.of("shm", "sem", "msg")) {
            ipc += lines("proc/sysvipc/" + table).size();
        }
        return new Tables(
                lines("proc/self/mountinfo").stream()
                        .filter(line -> line.contains("jfn"))
                        .toList(),
                ipc);
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException _) {
            return List.of(); // a kernel without it has nothing to leave there
        }
    }

    /** Waits until processes and files of these users are gone; what is there after all the patience. */
    List<String> leftOf(Set<Integer> users) {
        Waiting.until(() -> of(users).isEmpty(), patience);
        return of(users);
    }

    private List<String> of(Set<Integer> users) {
        var left = new ArrayList<String>();
        try (var processes = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (users.contains(owner(process))) {
                    left.add("process " + process.getFileName());
                }
            }
        } catch (IOException _) {
            left.add("/proc cannot be read");
        }
        for (String folder : List.of("tmp", "var/tmp", "dev/shm")) {
            addFiles(root.resolve(folder), users, left);
        }
        return left;
    }

    private static void addFiles(Path folder, Set<Integer> users, List<String> left) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.walkFileTree(
                    folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (users.contains(owner(file))) {
                                left.add("file " + file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult.CONTINUE; // closed to us, and to a sandbox's user as well
                        }
                    });
        } catch (IOException e) {
            left.add(folder + ": " + e.getMessage());
        }
    }

    private static int owner(Path path) {
        try {
            return (int) Files.getAttribute(path, "unix:uid", java.nio.file.LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
            return -1; // gone meanwhile
        }
    }
}
