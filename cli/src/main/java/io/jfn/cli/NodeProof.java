// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells from {@code /proc} whether a process is the one that a record names, and what it uses. */
final class NodeProof {
    private static final int STATE = 0;
    private static final int START = 19; // field 22 of stat, counted behind the name

    private final Path proc;

    NodeProof(Path proc) {
        this.proc = proc;
    }

    static NodeProof ofThisMachine() {
        return new NodeProof(Path.of("/proc"));
    }

    /** What names a process that runs now, for ever. */
    Optional<NodeRecord> record(long pid, String address) {
        return stat(pid).map(fields -> new NodeRecord(pid, Long.parseLong(fields[START]), boot(), address, false));
    }

    /** Whether the very process of the record runs; one that ended and was not yet collected does not. */
    boolean runs(NodeRecord record) {
        return record.boot().equals(boot())
                && stat(record.pid())
                        .filter(fields -> !fields[STATE].equals("Z") && !fields[STATE].equals("X"))
                        .filter(fields -> Long.parseLong(fields[START]) == record.start())
                        .isPresent();
    }

    /** Memory in use. */
    OptionalLong residentBytes(long pid) {
        return read(proc.resolve(pid + "/status"))
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("VmRSS:")).findFirst())
                .map(line -> OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) << 10))
                .orElse(OptionalLong.empty());
    }

    /**
     * Sends SIGTERM, or SIGKILL, to the record's process and to no other: the handle holds the start time of whom it was made for,
     * and is made before that is proven.
     *
     * @return whether there was such a process
     */
    boolean signal(NodeRecord record, boolean kill) {
        return ProcessHandle.of(record.pid())
                .filter(handle -> runs(record))
                .map(handle -> kill ? handle.destroyForcibly() : handle.destroy())
                .orElse(false);
    }

    /** The fields of {@code stat} behind the name, which alone may hold blanks and brackets. */
    private Optional<String[]> stat(long pid) {
        return read(proc.resolve(pid + "/stat"))
                .map(text -> text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1))
                .filter(fields -> fields.length > START);
    }

    private String boot() {
        return read(proc.resolve("sys/kernel/random/boot_id")).orElse("").strip();
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty(); // it ended meanwhile
        }
    }
}
