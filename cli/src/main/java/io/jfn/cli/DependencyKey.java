// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** A digest of all that decides what an installation brings; equal digests are installed once. */
final class DependencyKey {
    private static final String FORMAT = "jfn dependencies 1";

    private final MessageDigest digest;

    DependencyKey() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        text(FORMAT + " " + System.getProperty("os.arch"));
    }

    void text(String text) {
        part(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What a short command prints, as a language's version; nothing where it is missing. */
    void output(Tools tools, String program, String argument) {
        Path here = Path.of("").toAbsolutePath();
        text(program
                + tools.find(program)
                        .map(found -> tools.run(found, List.of(argument), here, Map.of(), () -> {})
                                .lastLines()
                                .toString()));
    }

    void file(String name, Path file) throws IOException {
        text(name);
        part(Files.readAllBytes(file));
    }

    /** A tree's names, contents, links and what of it can be executed. */
    void tree(NavigableMap<String, Path> entries) throws IOException {
        for (Map.Entry<String, Path> entry : entries.entrySet()) {
            Path file = entry.getValue();
            if (Files.isSymbolicLink(file)) {
                text(entry.getKey() + " -> " + Files.readSymbolicLink(file));
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                text(entry.getKey() + (Files.isExecutable(file) ? " x " : " - ") + Files.size(file));
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] buffer = new byte[65_536];
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        digest.update(buffer, 0, read);
                    }
                }
            } else {
                text(entry.getKey() + "/");
            }
        }
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    // With its length first, so that no two lists of parts look the same.
    private void part(byte[] bytes) {
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }
}
