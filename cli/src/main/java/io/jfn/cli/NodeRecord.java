// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A process that a node started, as its pid file names it: the number alone would soon be somebody else's.
 *
 * @param pid its number
 * @param start when it started, in clock ticks since the machine did
 * @param boot which run of the machine that was
 * @param address where the gateway listens, empty for the others
 * @param ready whether it was seen to serve
 */
record NodeRecord(long pid, long start, String boot, String address, boolean ready) {
    NodeRecord {
        if (pid < 2) {
            throw new IllegalArgumentException("pid " + pid + " is none that a node starts");
        }
    }

    NodeRecord nowReady() {
        return new NodeRecord(pid, start, boot, address, true);
    }

    /** The host part of the address. */
    String host() {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }

    /** The port part of the address, 0 without one. */
    int port() {
        return address.isEmpty() ? 0 : Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    String text() {
        return "pid=" + pid + "\nstart=" + start + "\nboot=" + boot + "\naddress=" + address + "\nready=" + ready
                + "\n";
    }

    /** Empty when the text is none that {@link #text} wrote: half a file of a crash is as good as none. */
    static Optional<NodeRecord> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> fields.put(pair[0], pair[1]));
        try {
            String address = fields.getOrDefault("address", "");
            if (!address.isEmpty() && !address.matches(".+:[0-9]{1,5}")) {
                return Optional.empty();
            }
            return Optional.of(new NodeRecord(
                    Long.parseLong(fields.getOrDefault("pid", "")),
                    Long.parseLong(fields.getOrDefault("start", "")),
                    fields.getOrDefault("boot", ""),
                    address,
                    Boolean.parseBoolean(fields.get("ready"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<NodeRecord> read(Path file) {
        try {
            return Files.isRegularFile(file) ? parse(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whole or not at all. */
    void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.writeString(draft, text());
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
