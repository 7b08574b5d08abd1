// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The running kernel: mounts and file systems. */
abstract class MountSyscalls extends FileSyscalls {
    private static final int CLOEXEC = Flags.O_CLOEXEC;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int BUSY_TRIES = 1000;
    private static final long BUSY_NANOS = 50_000;

    @Override
    public void mount(
            @Nullable String source, String target, @Nullable String type, long flags, @Nullable String data) {
        try (var memory = NativeMemory.take()) {
            check(
                    LIBC.syscall(
                            SyscallTable.MOUNT,
                            textOrNull(memory, source),
                            memory.text(target),
                            textOrNull(memory, type),
                            flags,
                            textOrNull(memory, data),
                            0),
                    "mount",
                    target);
        }
    }

    @Override
    public void unmount(String target, int flags) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.UMOUNT2, memory.text(target), flags), "umount", target);
        }
    }

    @Override
    public void pivotRoot(String newRoot, String oldRoot) {
        try (var memory = NativeMemory.take()) {
            check(
                    LIBC.syscall(SyscallTable.PIVOT_ROOT, memory.text(newRoot), memory.text(oldRoot)),
                    "pivot_root",
                    newRoot);
        }
    }

    @Override
    public int openFileSystem(String type) {
        try (var memory = NativeMemory.take()) {
            return (int) check(LIBC.syscall(SyscallTable.FSOPEN, memory.text(type), 1), "fsopen", type);
        }
    }

    @Override
    public void configure(int fileSystem, String key, @Nullable String value) {
        long result = fsconfig(fileSystem, value == null ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, key, value);
        if (result < 0) {
            throw new SyscallException("fsconfig", value == null ? key : key + "=" + value, (int) -result);
        }
    }

    @Override
    public int tryConfigure(int fileSystem, String key, String value) {
        return (int) fsconfig(fileSystem, FSCONFIG_SET_STRING, key, value);
    }

    @Override
    public int mountDetached(int fileSystem, int attributes) {
        long created = fsconfig(fileSystem, FSCONFIG_CMD_CREATE, null, null);
        if (created < 0) {
            throw new SyscallException("fsconfig", "create" + complaint(fileSystem), (int) -created);
        }
        return (int) check(LIBC.syscall(SyscallTable.FSMOUNT, fileSystem, 1, attributes), "fsmount", "");
    }

    @Override
    public int copyMount(int directory, String path) {
        try (var memory = NativeMemory.take()) {
            int flags = 1 | CLOEXEC | (path.isEmpty() ? AT_EMPTY_PATH : 0);
            return (int)
                    check(LIBC.syscall(SyscallTable.OPEN_TREE, directory, memory.text(path), flags), "open_tree", path);
        }
    }

    @Override
    public void moveMount(int from, int directory, String path) {
        try (var memory = NativeMemory.take()) {
            int flags = 0x4 | (path.isEmpty() ? 0x40 : 0);
            check(
                    LIBC.syscall(
                            SyscallTable.MOVE_MOUNT, from, memory.text(""), directory, memory.text(path), flags, 0),
                    "move_mount",
                    path);
        }
    }

    @Override
    public void setMountAttributes(int directory, String path, long attributes) {
        try (var memory = NativeMemory.take()) {
            var set = memory.zeroed(32).putLong(0, attributes);
            int flags = path.isEmpty() ? AT_EMPTY_PATH : 0;
            long name = memory.text(path);
            long result = 0;
            // A mount becomes read-only when no file in it is open for writing. One that we have just written is
            // closed, but a
            // child that another thread spawns in that moment has a copy of its descriptor until its exec.
            for (int tries = 0; tries < BUSY_TRIES; tries++) {
                result = orErrno(LIBC.syscall(SyscallTable.MOUNT_SETATTR, directory, name, flags, set.address, 32, 0));
                if (result != -Errno.EBUSY) {
                    break;
                }
                LockSupport.parkNanos(BUSY_NANOS);
            }
            if (result < 0) {
                throw new SyscallException("mount_setattr", path, (int) -result);
            }
        }
    }

    private static long fsconfig(int fileSystem, int command, @Nullable String key, @Nullable String value) {
        try (var memory = NativeMemory.take()) {
            return orErrno(LIBC.syscall(
                    SyscallTable.FSCONFIG,
                    fileSystem,
                    command,
                    textOrNull(memory, key),
                    textOrNull(memory, value),
                    0,
                    0));
        }
    }

    /** What the kernel says about a refused configuration: it can be read from the descriptor. */
    private String complaint(int fileSystem) {
        byte[] text = new byte[256];
        int got = read(fileSystem, text);
        return got > 0 ? " (" + new String(text, 0, got, java.nio.charset.StandardCharsets.UTF_8).strip() + ")" : "";
    }

    private static long textOrNull(NativeMemory memory, @Nullable String text) {
        return text == null ? 0 : memory.text(text);
    }
}
