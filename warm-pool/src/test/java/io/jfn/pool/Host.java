// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be seen on the machine of one test's own sandboxes. */
final class Host {
    private Host() {}

    /** For {@code @EnabledIf}. */
    static boolean canRunSandboxes() {
        return "root".equals(System.getProperty("user.name"))
                && TestServer.ARCHITECTURE.equals(System.getProperty("os.arch"));
    }

    /**
     * Processes with this name, of at most 15 characters. One that has ended and whose exit status nobody has fetched is none:
     * when a worker was killed, that is up to the machine's process 1.
     */
    static long processes(String name) {
        return ProcessHandle.allProcesses()
                .map(process -> read(Path.of("/proc/" + process.pid() + "/stat")))
                .filter(stat -> stat.contains("(" + name + ")") && !stat.contains("(" + name + ") Z"))
                .count();
    }

    /** Lines of the mount table that contain {@code text}. */
    static long mounts(String text) {
        return read(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.contains(text))
                .count();
    }

    /** Control groups whose path contains {@code text}. */
    static long cgroups(String text) throws IOException {
        try (var folders = Files.find(
                Path.of("/sys/fs/cgroup"),
                6,
                (path, attributes) ->
                        attributes.isDirectory() && path.toString().contains(text))) {
            return folders.count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // gone meanwhile
        }
    }
}
