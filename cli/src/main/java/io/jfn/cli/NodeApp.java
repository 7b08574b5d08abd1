// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.NodeJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The two programs of a node: in a checkout, or as the copy that runs. A copy stands where the gateway's user can read it, which a
 * checkout in a home folder does not, and no build changes it under a running process.
 *
 * @param workerJar the worker's own jar
 * @param workerLib the folder of what it needs
 * @param gatewayJar the gateway's start jar, in the folder of what it needs
 * @param caches the folder in which the caches of both may stand; see {@link TrainCommand}
 */
record NodeApp(Path workerJar, Path workerLib, Path gatewayJar, Path caches) {
    /** As they are built in a checkout. */
    static NodeApp built(Path root) {
        var app = new NodeApp(
                root.resolve("warm-pool/target/jfn-warm-pool-0.1.0.jar"),
                root.resolve("warm-pool/target/lib"),
                root.resolve("gateway/target/quarkus-app/quarkus-run.jar"),
                caches(root));
        for (Path part : List.of(app.workerJar, app.workerLib, app.gatewayJar)) {
            if (!Files.exists(part)) {
                throw new CliException(
                        ExitCode.FAILED,
                        part + " is missing: build it with ./mvnw -Dquickly package, or start by ./jfn");
            }
        }
        return app;
    }

    /** Where a checkout has the caches. */
    static Path caches(Path root) {
        return root.resolve("target/jfn");
    }

    /** The cache of one process, which may not be there. */
    Path cache(NodeRole role) {
        return caches.resolve(role.label() + ".aot");
    }

    String workerClassPath() {
        try {
            return NodeJvm.classPath(workerJar, workerLib);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot list the worker's jars in " + workerLib + ": " + e, e);
        }
    }

    /** The copy of it under a folder, made when there is none yet. */
    NodeApp installed(Path folder) throws IOException {
        Path target = folder.resolve(stamp());
        if (!Files.isDirectory(target)) {
            Path draft = folder.resolve("new");
            remove(draft);
            readable(Files.createDirectory(draft));
            // Under the names and in the order of the checkout: a cache is bound to those, and to the times of the
            // files.
            readable(Files.createDirectory(draft.resolve("worker")));
            copy(workerJar, draft.resolve("worker").resolve(workerJar.getFileName()));
            copy(workerLib, draft.resolve("worker").resolve(workerLib.getFileName()));
            copy(gatewayJar.resolveSibling("."), draft.resolve("gateway"));
            for (Path cache : trained()) {
                copy(cache, draft.resolve(cache.getFileName()));
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return new NodeApp(
                target.resolve("worker").resolve(workerJar.getFileName()),
                target.resolve("worker").resolve(workerLib.getFileName()),
                target.resolve("gateway").resolve(gatewayJar.getFileName()),
                target);
    }

    /** Removes the copies of other builds; only when no process runs. */
    void removeOthers(Path folder) throws IOException {
        try (var copies = Files.newDirectoryStream(folder)) {
            for (Path copy : copies) {
                if (!workerJar.startsWith(copy)) {
                    remove(copy);
                }
            }
        }
    }

    /** Changes whenever a file is added, removed, resized or written. */
    private String stamp() throws IOException {
        var lines = new TreeSet<String>();
        for (Path part : parts()) {
            try (var files = Files.walk(part)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    lines.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
                }
            }
        }
        return UUID.nameUUIDFromBytes(String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private List<Path> parts() {
        var parts = new ArrayList<>(List.of(workerJar, workerLib, gatewayJar.resolveSibling(".")));
        parts.addAll(trained());
        return parts;
    }

    /** The caches that are there. */
    private List<Path> trained() {
        return Stream.of(NodeRole.WORKER, NodeRole.GATEWAY)
                .map(this::cache)
                .filter(Files::exists)
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from.normalize())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.normalize().relativize(file).toString());
                if (Files.isDirectory(file)) {
                    readable(Files.createDirectory(target));
                } else {
                    Files.copy(file, target); // root's from now on, whoever built it
                    Files.setLastModifiedTime(target, Files.getLastModifiedTime(file));
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
                }
            }
        }
    }

    private static void readable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
