// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Syscalls;

/** S6: the files under {@code /etc} that are this sandbox's own, written below the image's root before it is mounted. */
final class SystemFiles {
    private SystemFiles() {}

    static void writeUsers(Launch launch) {
        Syscalls kernel = launch.kernel();
        int id = launch.uid;
        Mounts.writeFile(
                kernel,
                launch.scratch,
                "upper/etc/passwd",
                "root:x:0:0:root:/root:/sbin/nologin\n"
                        + "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"
                        + "function:x:" + id + ":" + id + ":function:/tmp:/sbin/nologin\n");
        Mounts.writeFile(
                kernel, launch.scratch, "upper/etc/group", "root:x:0:\nnogroup:x:65534:\nfunction:x:" + id + ":\n");
    }

    static void writeHost(Launch launch) {
        String name = launch.binding().hostname();
        Mounts.writeFile(launch.kernel(), launch.scratch, "upper/etc/hostname", name + "\n");
        Mounts.writeFile(
                launch.kernel(), launch.scratch, "upper/etc/hosts", "127.0.0.1 localhost\n127.0.0.1 " + name + "\n");
    }
}
