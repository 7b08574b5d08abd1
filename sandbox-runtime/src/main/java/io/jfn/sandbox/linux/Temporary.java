// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;

/** S13, S14: {@code /tmp} and {@code /run}, of limited size and number of files, and the secrets in {@code /run/secrets}. */
final class Temporary {
    private static final int ATTRIBUTES = Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV;
    private static final long RUN_BYTES = 4 << 20;
    private static final long RUN_INODES = 1024;
    private static final long PAGE = 4096;

    private Temporary() {}

    static void mount(Launch launch) {
        Syscalls kernel = launch.kernel();
        long bytes = launch.binding().limits().tmpBytes();
        // A tmpfs of size 0 has no limit at all.
        int readOnly = bytes == 0 ? Flags.MOUNT_RDONLY : 0;
        int tmp =
                Mounts.tmpfs(kernel, Math.max(bytes, PAGE), Math.max(bytes / PAGE, 64), "01777", ATTRIBUTES | readOnly);
        try {
            Image.attach(launch, tmp, "tmp");
        } finally {
            kernel.close(tmp);
        }
        launch.run = launch.descriptors.keep(Mounts.tmpfs(kernel, RUN_BYTES, RUN_INODES, "01777", ATTRIBUTES));
        Image.attach(launch, launch.run, "run");
    }

    /** Of the claim: a sandbox that is bound ahead is for claims that have none. */
    static void writeSecrets(Launch launch) {
        var secrets = launch.secrets();
        if (secrets.isEmpty()) {
            return;
        }
        Syscalls kernel = launch.kernel();
        kernel.makeDirectory(launch.run, "secrets", 0755);
        secrets.forEach((name, content) -> {
            int file = kernel.open(launch.run, "secrets/" + name, Flags.O_WRONLY | Flags.O_CREAT | Flags.O_EXCL, 0400);
            try {
                if (content.length > 0) {
                    kernel.write(file, content);
                }
                kernel.changeOwner(file, launch.uid, launch.uid);
            } finally {
                kernel.close(file);
            }
        });
    }
}
