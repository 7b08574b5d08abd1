// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.nio.file.Path;
import java.util.List;

/** {@code bwrap} around the same binary: every namespace, no cgroups. */
final class Bubblewrap {
    private Bubblewrap() {}

    static List<String> command(Path rootfs) {
        return List.of(
                "/usr/bin/bwrap",
                "--ro-bind",
                rootfs.toString(),
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/tmp",
                "--unshare-all",
                "--uid",
                "65534",
                "--gid",
                "65534",
                "--die-with-parent",
                "--new-session",
                "/function");
    }
}
