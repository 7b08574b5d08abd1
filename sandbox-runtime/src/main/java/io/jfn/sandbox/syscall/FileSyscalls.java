// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

/** The running kernel: files, folders, descriptors, and waiting for them. */
abstract class FileSyscalls implements Syscalls {
    private static final int CLOEXEC = Flags.O_CLOEXEC;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int RESOLVE_NO_XDEV = 1;
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFIFO = 0010000;

    @Override
    public int open(int directory, String path, int flags, int mode) {
        try (var memory = NativeMemory.take()) {
            return (int) check(
                    LIBC.syscall(SyscallTable.OPENAT, directory, memory.text(path), flags | CLOEXEC, mode),
                    "open",
                    path);
        }
    }

    @Override
    public int openInside(int root, String path, int flags) {
        try (var memory = NativeMemory.take()) {
            var how = memory.zeroed(24)
                    .putLong(0, flags | CLOEXEC)
                    .putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
            return (int) check(
                    LIBC.syscall(SyscallTable.OPENAT2, root, memory.text(path), how.address, 24), "openat2", path);
        }
    }

    @Override
    public void close(int descriptor) {
        LIBC.syscall(SyscallTable.CLOSE, descriptor);
    }

    @Override
    public int read(int descriptor, byte[] into) {
        try (var memory = NativeMemory.take()) {
            var buffer = memory.zeroed(into.length);
            int got = (int) orErrno(LIBC.syscall(SyscallTable.READ, descriptor, buffer.address, into.length));
            if (got > 0) {
                buffer.get(0, into, 0, got);
            }
            return got;
        }
    }

    @Override
    public void write(int descriptor, byte[] content) {
        try (var memory = NativeMemory.take()) {
            long done = check(
                    LIBC.syscall(SyscallTable.WRITE, descriptor, memory.bytes(content).address, content.length),
                    "write",
                    "descriptor");
            if (done != content.length) {
                throw new SyscallException("write", "descriptor, cut after " + done + " bytes", Errno.ENOSPC);
            }
        }
    }

    @Override
    public void makeDirectory(int directory, String path, int mode) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.MKDIRAT, directory, memory.text(path), mode), "mkdir", path);
        }
    }

    @Override
    public void makeLink(String target, int directory, String path) {
        try (var memory = NativeMemory.take()) {
            check(
                    LIBC.syscall(SyscallTable.SYMLINKAT, memory.text(target), directory, memory.text(path)),
                    "symlink",
                    path);
        }
    }

    @Override
    public void makeFifo(int directory, String path, int mode) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.MKNODAT, directory, memory.text(path), S_IFIFO | mode, 0), "mkfifo", path);
        }
    }

    @Override
    public void remove(int directory, String path) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.UNLINKAT, directory, memory.text(path), 0), "unlink", path);
        }
    }

    @Override
    public int removeDirectory(String path) {
        try (var memory = NativeMemory.take()) {
            return (int) orErrno(LIBC.syscall(SyscallTable.UNLINKAT, Flags.AT_FDCWD, memory.text(path), AT_REMOVEDIR));
        }
    }

    @Override
    public void changeOwner(int descriptor, int uid, int gid) {
        check(LIBC.syscall(SyscallTable.FCHOWN, descriptor, uid, gid), "chown", "descriptor");
    }

    @Override
    public long characterDevice(int descriptor) {
        try (var memory = NativeMemory.take()) {
            var status = status(descriptor, memory);
            boolean character = (status.getShort(28) & S_IFMT) == S_IFCHR;
            return character ? ((long) status.getInt(128) << 20) + status.getInt(132) : -1;
        }
    }

    @Override
    public long inode(int descriptor) {
        try (var memory = NativeMemory.take()) {
            return status(descriptor, memory).getLong(32);
        }
    }

    /** A filled {@code struct statx}. */
    private static NativeMemory.Slice status(int descriptor, NativeMemory memory) {
        var status = memory.zeroed(256);
        check(
                LIBC.syscall(SyscallTable.STATX, descriptor, memory.text(""), AT_EMPTY_PATH, 0x7ff, status.address, 0),
                "statx",
                "descriptor");
        return status;
    }

    @Override
    public void changeDirectory(String path) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.CHDIR, memory.text(path)), "chdir", path);
        }
    }

    @Override
    public void changeDirectory(int descriptor) {
        check(LIBC.syscall(SyscallTable.FCHDIR, descriptor), "fchdir", "descriptor");
    }

    @Override
    public String workingDirectory() {
        try (var memory = NativeMemory.take()) {
            var path = memory.zeroed(4096);
            check(LIBC.syscall(SyscallTable.GETCWD, path.address, 4096), "getcwd", "thread");
            return path.text(4096);
        }
    }

    @Override
    public void fileModeMask(int mask) {
        LIBC.syscall(SyscallTable.UMASK, mask);
    }

    @Override
    public Pipe pipe() {
        try (var memory = NativeMemory.take()) {
            var ends = memory.zeroed(8);
            check(LIBC.syscall(SyscallTable.PIPE2, ends.address, CLOEXEC), "pipe", "");
            return new Pipe(ends.getInt(0), ends.getInt(4));
        }
    }

    @Override
    public void nonBlocking(int descriptor) {
        check(LIBC.syscall(SyscallTable.FCNTL, descriptor, 4, Flags.O_NONBLOCK), "fcntl", "O_NONBLOCK");
    }

    @Override
    public int eventCounter() {
        return (int) check(LIBC.syscall(SyscallTable.EVENTFD2, 0, CLOEXEC | Flags.O_NONBLOCK), "eventfd", "");
    }

    @Override
    public int epoll() {
        return (int) check(LIBC.syscall(SyscallTable.EPOLL_CREATE1, CLOEXEC), "epoll_create", "");
    }

    @Override
    public void watch(int epoll, int descriptor, long mark) {
        try (var memory = NativeMemory.take()) {
            // struct epoll_event is packed on x86_64: 12 bytes. EPOLLIN | EPOLLET.
            var event = memory.zeroed(12).putInt(0, 0x8000_0001).putLong(4, mark);
            check(LIBC.syscall(SyscallTable.EPOLL_CTL, epoll, 1, descriptor, event.address), "epoll_ctl", "add");
        }
    }

    @Override
    public void unwatch(int epoll, int descriptor) {
        LIBC.syscall(SyscallTable.EPOLL_CTL, epoll, 2, descriptor, 0);
    }

    @Override
    public int await(int epoll, long[] into, int millis) {
        try (var memory = NativeMemory.take()) {
            var events = memory.zeroed(12 * into.length);
            int count =
                    (int) orErrno(LIBC.syscall(SyscallTable.EPOLL_WAIT, epoll, events.address, into.length, millis));
            for (int i = 0; i < count; i++) {
                into[i] = events.getLong(12L * i + 4);
            }
            if (count < 0 && count != -Errno.EINTR) {
                throw new SyscallException("epoll_wait", "", -count);
            }
            return Math.max(count, 0);
        }
    }
}
