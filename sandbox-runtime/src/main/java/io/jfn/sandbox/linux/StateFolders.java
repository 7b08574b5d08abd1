// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The runtime's own folders under {@code STATE/worker}: the mount point, the skeleton layer that lies over every image, the
 * self-test's image, and the lock that keeps a second runtime away.
 */
final class StateFolders implements AutoCloseable {
    private static final Map<String, String> FILES = Map.of(
            "etc/resolv.conf",
            "",
            "etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files\n",
            "sys/kernel/mm/transparent_hugepage/enabled",
            "always [madvise] never\n",
            "sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
            "2097152\n");

    private final Path worker;
    private final FileChannel lock;

    /**
     * Makes what is missing.
     *
     * @throws IllegalStateException when another runtime uses this state folder
     */
    StateFolders(Path state, int cpus) {
        worker = state.resolve("worker");
        try {
            Files.createDirectories(state);
            if (!Files.isDirectory(worker)) {
                Files.createDirectory(
                        worker, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            lock = FileChannel.open(worker.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                lock.close();
                throw new IllegalStateException(
                        "another worker uses " + state + ": stop it, or choose another state folder");
            }
            Files.createDirectories(mountPoint());
            makeSkeleton(cpus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path mountPoint() {
        return worker.resolve("mnt");
    }

    Path skeleton() {
        return worker.resolve("skeleton");
    }

    Path selfTest() {
        return worker.resolve("self-test");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeSkeleton(int cpus) throws IOException {
        for (String folder : new String[] {"proc", "sys", "dev", "tmp", "run", "etc"}) {
            readable(Files.createDirectories(skeleton().resolve(folder)));
        }
        for (var file : FILES.entrySet()) {
            write(file.getKey(), file.getValue());
        }
        String range = cpus == 1 ? "0\n" : "0-" + (cpus - 1) + "\n";
        for (String name : new String[] {"online", "possible", "present"}) {
            write("sys/devices/system/cpu/" + name, range);
        }
        readable(skeleton());
    }

    private void write(String name, String content) throws IOException {
        Path file = skeleton().resolve(name);
        Files.createDirectories(file.getParent());
        for (Path folder = file.getParent();
                folder != null && !folder.equals(skeleton());
                folder = folder.getParent()) {
            readable(folder);
        }
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Whatever the mask of this process. */
    private static void readable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
