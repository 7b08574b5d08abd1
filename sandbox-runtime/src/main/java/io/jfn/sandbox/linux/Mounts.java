// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.charset.StandardCharsets;

/** Making mounts that are attached nowhere yet, and files on them. */
final class Mounts {
    private Mounts() {}

    /** A tmpfs; its descriptor is the caller's to close. */
    static int tmpfs(Syscalls kernel, long bytes, long inodes, String mode, int attributes) {
        int fileSystem = kernel.openFileSystem("tmpfs");
        try {
            kernel.configure(fileSystem, "size", Long.toString(bytes));
            kernel.configure(fileSystem, "nr_inodes", Long.toString(inodes));
            kernel.configure(fileSystem, "mode", mode);
            return kernel.mountDetached(fileSystem, attributes);
        } finally {
            kernel.close(fileSystem);
        }
    }

    /** Makes a file with {@code content}, or replaces it. */
    static void writeFile(Syscalls kernel, int directory, String path, int mode, byte[] content) {
        int file =
                kernel.open(directory, path, Flags.O_WRONLY | Flags.O_CREAT | Flags.O_TRUNC | Flags.O_NOFOLLOW, mode);
        try {
            if (content.length > 0) {
                kernel.write(file, content);
            }
        } finally {
            kernel.close(file);
        }
    }

    static void writeFile(Syscalls kernel, int directory, String path, String content) {
        writeFile(kernel, directory, path, 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a copy of the mount at {@code source} over {@code target}, under both folders. */
    static void bind(Syscalls kernel, int sourceFolder, String source, int targetFolder, String target) {
        int copy = kernel.copyMount(sourceFolder, source);
        try {
            kernel.moveMount(copy, targetFolder, target);
        } finally {
            kernel.close(copy);
        }
    }

    /** As {@link #bind}, with more attributes. */
    static void bind(
            Syscalls kernel, int sourceFolder, String source, int targetFolder, String target, long attributes) {
        int copy = kernel.copyMount(sourceFolder, source);
        try {
            kernel.setMountAttributes(copy, "", attributes);
            kernel.moveMount(copy, targetFolder, target);
        } finally {
            kernel.close(copy);
        }
    }
}
