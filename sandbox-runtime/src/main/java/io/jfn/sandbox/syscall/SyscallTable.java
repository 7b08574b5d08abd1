// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The numbers of the kernel's system calls by name, for x86_64. */
public final class SyscallTable {
    private static final Map<String, Integer> NUMBERS = read("x86_64.syscalls");

    static final int READ = number("read");
    static final int WRITE = number("write");
    static final int CLOSE = number("close");
    static final int OPENAT = number("openat");
    static final int OPENAT2 = number("openat2");
    static final int PREAD = number("pread64");
    static final int STATX = number("statx");
    static final int MKDIRAT = number("mkdirat");
    static final int SYMLINKAT = number("symlinkat");
    static final int UNLINKAT = number("unlinkat");
    static final int FCHOWN = number("fchown");
    static final int MKNODAT = number("mknodat");
    static final int FCHOWNAT = number("fchownat");
    static final int FCHMOD = number("fchmod");
    static final int FCNTL = number("fcntl");
    static final int FCHDIR = number("fchdir");
    static final int CHDIR = number("chdir");
    static final int GETCWD = number("getcwd");
    static final int UMASK = number("umask");
    static final int PIPE2 = number("pipe2");
    static final int EVENTFD2 = number("eventfd2");
    static final int IOCTL = number("ioctl");
    static final int SOCKET = number("socket");
    static final int BIND = number("bind");
    static final int LISTEN = number("listen");
    static final int ACCEPT4 = number("accept4");
    static final int CONNECT = number("connect");
    static final int SHUTDOWN = number("shutdown");
    static final int GETSOCKOPT = number("getsockopt");
    static final int SETSOCKOPT = number("setsockopt");
    static final int SENDMSG = number("sendmsg");
    static final int RECVMSG = number("recvmsg");
    static final int PPOLL = number("ppoll");
    static final int EPOLL_CREATE1 = number("epoll_create1");
    static final int EPOLL_CTL = number("epoll_ctl");
    static final int EPOLL_WAIT = number("epoll_wait");
    static final int CLOSE_RANGE = number("close_range");
    static final int UNSHARE = number("unshare");
    static final int SETNS = number("setns");
    static final int MOUNT = number("mount");
    static final int UMOUNT2 = number("umount2");
    static final int PIVOT_ROOT = number("pivot_root");
    static final int FSOPEN = number("fsopen");
    static final int FSCONFIG = number("fsconfig");
    static final int FSMOUNT = number("fsmount");
    static final int OPEN_TREE = number("open_tree");
    static final int MOVE_MOUNT = number("move_mount");
    static final int MOUNT_SETATTR = number("mount_setattr");
    static final int SETHOSTNAME = number("sethostname");
    static final int SETDOMAINNAME = number("setdomainname");
    static final int PRLIMIT64 = number("prlimit64");
    static final int PRCTL = number("prctl");
    static final int CAPGET = number("capget");
    static final int CAPSET = number("capset");
    static final int SETGROUPS = number("setgroups");
    static final int SETRESUID = number("setresuid");
    static final int SETRESGID = number("setresgid");
    static final int KEYCTL = number("keyctl");
    static final int SECCOMP = number("seccomp");
    static final int LANDLOCK_CREATE_RULESET = number("landlock_create_ruleset");
    static final int LANDLOCK_ADD_RULE = number("landlock_add_rule");
    static final int LANDLOCK_RESTRICT_SELF = number("landlock_restrict_self");
    static final int PIDFD_OPEN = number("pidfd_open");
    static final int PIDFD_SEND_SIGNAL = number("pidfd_send_signal");
    static final int WAITID = number("waitid");
    static final int KILL = number("kill");
    static final int GETTID = number("gettid");

    private SyscallTable() {}

    /** All names with their numbers, lowest number first. */
    public static Map<String, Integer> all() {
        return NUMBERS;
    }

    /** The number of a call that is in the table. */
    public static int number(String name) {
        return Objects.requireNonNull(NUMBERS.get(name), name);
    }

    private static Map<String, Integer> read(String resource) {
        var numbers = new LinkedHashMap<String, Integer>();
        try (InputStream in = Objects.requireNonNull(SyscallTable.class.getResourceAsStream(resource), resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    numbers.put(line.substring(0, space), Integer.valueOf(line.substring(space + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(numbers);
    }
}
