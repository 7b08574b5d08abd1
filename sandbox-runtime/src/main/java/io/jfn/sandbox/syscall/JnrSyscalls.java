// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import static io.jfn.sandbox.syscall.Native.LIBC;
import static io.jfn.sandbox.syscall.Native.check;
import static io.jfn.sandbox.syscall.Native.orErrno;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The running kernel. The first call of a JVM takes about 0.3 s, the others 0.1 µs more than the kernel. */
public final class JnrSyscalls implements Syscalls {
    private static final int CLOEXEC = Flags.O_CLOEXEC;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int RESOLVE_NO_XDEV = 1;
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFIFO = 0010000;
    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;
    private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;
    private static final int LANDLOCK_RULE_PATH_BENEATH = 1;
    private static final int BUSY_TRIES = 1000;
    private static final long BUSY_NANOS = 50_000;

    private final Spawner spawner = new Spawner();
    private final InternetSockets internet = new InternetSockets();

    /** Loads the C library and makes memory for {@code parallel} calls at one time. */
    public JnrSyscalls(int parallel) {
        NativeMemory.reserve(parallel);
    }

    public JnrSyscalls() {
        this(8);
    }

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
    public void unshare(int flags) {
        check(LIBC.syscall(SyscallTable.UNSHARE, flags), "unshare", "namespaces 0x" + Integer.toHexString(flags));
    }

    @Override
    public int[] partDescriptors(int... kept) {
        unshare(Flags.CLONE_FILES);
        int[] sorted =
                java.util.Arrays.stream(kept).filter(one -> one > 2).sorted().toArray();
        long next = 3;
        for (int one : sorted) {
            closeRange(next, one - 1L);
            next = Math.max(next, one + 1L);
        }
        closeRange(next, LAST_DESCRIPTOR);
        int[] copies = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            copies[i] = kept[i] < 0 ? -1 : lowest(kept[i]);
        }
        return copies;
    }

    private int lowest(int descriptor) {
        int copy = (int) check(LIBC.syscall(SyscallTable.FCNTL, descriptor, F_DUPFD_CLOEXEC, 3), "fcntl", "F_DUPFD");
        close(descriptor);
        return copy;
    }

    private static void closeRange(long first, long last) {
        if (first <= last) {
            check(LIBC.syscall(SyscallTable.CLOSE_RANGE, first, last, 0), "close_range", first + " to " + last);
        }
    }

    @Override
    public void enter(int namespace, int type) {
        check(LIBC.syscall(SyscallTable.SETNS, namespace, type), "setns", "namespace");
    }

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

    @Override
    public void setHostName(String name) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.SETHOSTNAME, memory.text(name), name.length()), "sethostname", name);
        }
    }

    @Override
    public void setDomainName(String name) {
        try (var memory = NativeMemory.take()) {
            check(LIBC.syscall(SyscallTable.SETDOMAINNAME, memory.text(name), name.length()), "setdomainname", name);
        }
    }

    @Override
    public void clearGroups() {
        check(LIBC.syscall(SyscallTable.SETGROUPS, 0, 0), "setgroups", "none");
    }

    @Override
    public void setGroup(int gid) {
        check(LIBC.syscall(SyscallTable.SETRESGID, gid, gid, gid), "setresgid", gid);
    }

    @Override
    public void setUser(int uid) {
        check(LIBC.syscall(SyscallTable.SETRESUID, uid, uid, uid), "setresuid", uid);
    }

    @Override
    public int control(int option, long first, long second, long third) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PRCTL, option, first, second, third, 0, 0));
    }

    @Override
    public void clearCapabilities() {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(8).putInt(0, CAPABILITY_VERSION_3);
            check(LIBC.syscall(SyscallTable.CAPSET, header.address, memory.zeroed(24).address), "capset", "none");
        }
    }

    @Override
    public long[] capabilities() {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(8).putInt(0, CAPABILITY_VERSION_3);
            var data = memory.zeroed(24);
            check(LIBC.syscall(SyscallTable.CAPGET, header.address, data.address), "capget", "thread");
            return new long[] {
                wide(data.getInt(4), data.getInt(16)),
                wide(data.getInt(0), data.getInt(12)),
                wide(data.getInt(8), data.getInt(20))
            };
        }
    }

    @Override
    public int joinNewKeyring() {
        return (int) Math.min(0, orErrno(LIBC.syscall(SyscallTable.KEYCTL, 1, 0)));
    }

    @Override
    public int limit(int pid, int resource, long value) {
        try (var memory = NativeMemory.take()) {
            var limits = memory.zeroed(16).putLong(0, value).putLong(8, value);
            return (int) orErrno(LIBC.syscall(SyscallTable.PRLIMIT64, pid, resource, limits.address, 0));
        }
    }

    @Override
    public void filter(byte[] program) {
        try (var memory = NativeMemory.take()) {
            var header = memory.zeroed(16).putShort(0, program.length / 8).putLong(8, memory.bytes(program).address);
            check(LIBC.syscall(SyscallTable.SECCOMP, 1, 0, header.address), "seccomp", program.length / 8 + " steps");
        }
    }

    @Override
    public int landlockVersion() {
        return (int) orErrno(LIBC.syscall(SyscallTable.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION));
    }

    @Override
    public int landlockRules(long fileAccess, long netAccess, long scoped) {
        try (var memory = NativeMemory.take()) {
            var attributes = memory.zeroed(24)
                    .putLong(0, fileAccess)
                    .putLong(8, netAccess)
                    .putLong(16, scoped);
            // An older kernel refuses a longer struct unless the rest is zero, which it then is.
            return (int) check(
                    LIBC.syscall(SyscallTable.LANDLOCK_CREATE_RULESET, attributes.address, 24, 0),
                    "landlock_create_ruleset",
                    "");
        }
    }

    @Override
    public void landlockAllow(int rules, int directory, long fileAccess) {
        try (var memory = NativeMemory.take()) {
            var rule = memory.zeroed(12).putLong(0, fileAccess).putInt(8, directory);
            check(
                    LIBC.syscall(SyscallTable.LANDLOCK_ADD_RULE, rules, LANDLOCK_RULE_PATH_BENEATH, rule.address, 0),
                    "landlock_add_rule",
                    "");
        }
    }

    @Override
    public void landlockRestrict(int rules) {
        check(LIBC.syscall(SyscallTable.LANDLOCK_RESTRICT_SELF, rules, 0), "landlock_restrict_self", "");
    }

    @Override
    public int spawn(List<String> argv, List<String> env, int input, int output, int error, @Nullable String hold) {
        return spawner.spawn(argv, env, input, output, error, hold);
    }

    @Override
    public int threadId() {
        return (int) LIBC.syscall(SyscallTable.GETTID);
    }

    @Override
    public int openProcess(int pid) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PIDFD_OPEN, pid, 0));
    }

    @Override
    public int signal(int processDescriptor, int signal) {
        return (int) orErrno(LIBC.syscall(SyscallTable.PIDFD_SEND_SIGNAL, processDescriptor, signal, 0, 0));
    }

    @Override
    public @Nullable Ended reap(int processDescriptor) {
        return spawner.reap(processDescriptor);
    }

    @Override
    public int streamSocket() {
        return internet.streamSocket();
    }

    @Override
    public int listenLocally(int port) {
        return internet.listenLocally(port);
    }

    @Override
    public int connectLocally(int socket, int port, int millis) {
        return internet.connectLocally(socket, port, millis);
    }

    @Override
    public void raiseLoopback() {
        internet.raiseLoopback();
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

    private static long wide(int low, int high) {
        return (low & 0xffff_ffffL) | ((long) high << 32);
    }
}
