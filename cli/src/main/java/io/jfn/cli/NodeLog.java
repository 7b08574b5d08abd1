// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a process of the node writes: a file and the three before it, bounded by whoever looks after the node.
 *
 * @param file the newest
 */
record NodeLog(Path file) {
    private static final int KEPT = 3;
    static final long MOST_BYTES = 16L << 20;

    /** Puts the last run's file aside; the oldest goes. */
    void rotate() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return;
        }
        for (int age = KEPT; age > 0; age--) {
            Path younger = age == 1 ? file : older(age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, older(age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Copies a file that has grown too long aside and empties it: its writer appends, and goes on at the start. */
    void trim(long most) throws IOException {
        if (Files.exists(file) && Files.size(file) > most) {
            Files.copy(file, older(1), StandardCopyOption.REPLACE_EXISTING);
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(0);
            }
        }
    }

    /** The last lines, with nothing in them that a terminal would obey. */
    String tail(int lines) {
        String text = end();
        String[] all = text.strip().split("\n", -1);
        var tail = new StringBuilder();
        for (int i = Math.max(0, all.length - lines); i < all.length; i++) {
            tail.append("  ").append(all[i].replaceAll("\\p{Cntrl}", " ")).append('\n');
        }
        return tail.toString().stripTrailing();
    }

    /** The last 64 KiB. */
    String end() {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(Math.max(0, open.length() - 65_536));
            byte[] bytes = new byte[(int) Math.min(65_536, open.length())];
            int length = Math.max(0, open.read(bytes));
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private Path older(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }
}
