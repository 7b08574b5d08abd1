// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a command asks of the machine it runs on. */
final class NodeMachine {
    private NodeMachine() {}

    /** The user of this process. */
    static int user() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new CliException(ExitCode.HOST_UNFIT, "no /proc on this machine: jfn runs on Linux", e);
        }
    }

    static void requireRoot(String command) {
        if (user() != 0) {
            throw new CliException(
                    ExitCode.FAILED, command + " starts and stops sandboxes, which takes root: run it with sudo");
        }
    }

    /** Memory of the machine, or of the container this runs in. */
    static long memoryBytes() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    /** The checkout, as the launcher says it. */
    static Path root() {
        String root = System.getProperty("jfn.root");
        if (root == null) {
            throw new CliException(ExitCode.FAILED, "where jfn's programs stand is not known: run the launcher, ./jfn");
        }
        return Path.of(root);
    }

    /** This JDK's {@code java}, checked to be one that the gateway's user can run. */
    static Path java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            Optional<Path> obstacle = NodeAccess.obstacle(java);
            if (obstacle.isPresent()) {
                throw new CliException(
                        ExitCode.HOST_UNFIT,
                        "the gateway's user cannot run " + java + ", as " + obstacle.get()
                                + " is closed to others: install a JDK 25 under /usr/lib/jvm, or chmod o+rx it");
            }
            return java;
        } catch (IOException e) {
            throw new CliException(ExitCode.HOST_UNFIT, "cannot look at " + java + ": " + e.getMessage(), e);
        }
    }

    static void requirePrograms(String... names) {
        for (String name : names) {
            if (find(name, System.getenv().getOrDefault("PATH", ""), Path.of("/"))
                    .isEmpty()) {
                throw new CliException(
                        ExitCode.HOST_UNFIT, "there is no " + name + " on this machine: apt-get install util-linux");
            }
        }
    }

    /** Where a program stands. */
    static Optional<Path> find(String name, String path, Path root) {
        for (String folder : path.split(":", -1)) {
            if (folder.startsWith("/")) {
                Path file = root.resolve(folder.substring(1)).resolve(name);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
