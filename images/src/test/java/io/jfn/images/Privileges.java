// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** What this process has and may do that the gateway's user must not, each looked up or tried. */
final class Privileges {
    private Privileges() {}

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** A word or two for each; nothing for an ordinary user without capabilities. */
    static List<String> found() throws IOException {
        List<String> found = new ArrayList<>();
        if (isRoot()) {
            found.add("user 0");
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            boolean capability = line.startsWith("Cap") && !line.endsWith("\t0000000000000000");
            if (capability || line.equals("NoNewPrivs:\t0")) {
                found.add(line.substring(0, line.indexOf(':')));
            }
        }
        Path file = Files.createTempFile("privileges", "");
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            attempt(found, "opens closed files", () -> Files.readString(file));
            attempt(found, "gives files away", () -> Files.setAttribute(file, "unix:uid", 1));
        } finally {
            Files.delete(file);
        }
        return found;
    }

    private static void attempt(List<String> found, String what, Attempt attempt) {
        try {
            attempt.run();
            found.add(what);
        } catch (IOException _) {
            // refused, as it must be
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }
}
