// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a machine's files under a root folder, which is another than {@code /} in tests. */
final class HostFacts {
    private final Path root;

    HostFacts(Path root) {
        this.root = root;
    }

    /** The text of a file, stripped; empty when it is not there or not readable. */
    Optional<String> read(String path) {
        try {
            return Optional.of(new String(Files.readAllBytes(at(path)), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean exists(String path) {
        return Files.exists(at(path));
    }

    /** Who may do what with a file or folder, as {@code rwx------}; empty when it is not there. */
    Optional<String> mode(String path) {
        try {
            return Optional.of(PosixFilePermissions.toString(Files.getPosixFilePermissions(at(path))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean writable(String path) {
        return Files.isWritable(at(path));
    }

    /** The names in a folder, sorted. */
    List<String> list(String path) {
        try (Stream<Path> entries = Files.list(at(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Where a program stands on a search path. */
    Optional<Path> program(String name, String searchPath) {
        return NodeMachine.find(name, searchPath, root);
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
