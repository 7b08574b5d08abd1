// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds programs on the machine and names their state. */
final class Machine {
    private Machine() {}

    /** The first of some places where an executable stands; else an error that names what to install. */
    static Path find(String runtime, List<Path> candidates, String debianPackage) {
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new ImageException(
                Fault.INTERPRETER_MISSING,
                "no " + runtime + " at " + candidates + ": install it (Debian: apt-get install " + debianPackage
                        + ") and deploy again");
    }

    /** A line that changes when a file is replaced. */
    static String stamp(Path file) throws IOException {
        Path real = file.toRealPath();
        return file + " " + real + " " + Files.size(real) + " "
                + Files.getLastModifiedTime(real).toMillis();
    }

    /** The C library of this machine, the part of every base image that changes with security updates. */
    static String libcStamp() throws IOException {
        for (String folder : new String[] {"/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64"}) {
            Path libc = Path.of(folder, "libc.so.6");
            if (Files.exists(libc)) {
                return stamp(libc);
            }
        }
        return "no glibc";
    }
}
