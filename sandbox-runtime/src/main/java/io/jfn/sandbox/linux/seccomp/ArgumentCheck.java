// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

import static io.jfn.sandbox.linux.seccomp.Verdict.ALLOW;
import static io.jfn.sandbox.linux.seccomp.Verdict.NOT_A_TERMINAL;
import static io.jfn.sandbox.linux.seccomp.Verdict.NO_PERMISSION;
import static io.jfn.sandbox.linux.seccomp.Verdict.NO_SUCH_CALL;

import java.util.function.Consumer;

/**
 * The system calls that are allowed with some arguments only. Every argument looked at is one of which the kernel itself
 * uses just the lower 32 bits, so the upper half cannot be used to slip past.
 */
enum ArgumentCheck {
    /** No new namespaces of any kind: CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}. */
    CLONE("clone", bpf -> bpf.argument(0).ifAnyBit(0x7e02_0000, NO_PERMISSION).answer(ALLOW)),

    /** UNIX; INET and INET6 as stream or datagram of TCP, UDP or the type's own protocol; NETLINK for the routing tables. */
    SOCKET(
            "socket",
            bpf -> bpf.argument(0)
                    .ifEqual(1, ALLOW)
                    .unlessEqual(
                            Families.NETLINK,
                            other -> other.unlessEqual(
                                            Families.INET,
                                            third -> third.unlessEqual(
                                                    Families.INET6, rest -> rest.answer(NO_PERMISSION)))
                                    .argument(1)
                                    .mask(0xf)
                                    .unlessEqual(
                                            1,
                                            notStream -> notStream
                                                    .unlessEqual(2, rest -> rest.answer(NO_PERMISSION))
                                                    .argument(2)
                                                    .ifOneOf(ALLOW, 0, 17)
                                                    .answer(NO_PERMISSION))
                                    .argument(2)
                                    .ifOneOf(ALLOW, 0, 6)
                                    .answer(NO_PERMISSION))
                    .argument(2)
                    .ifEqual(0, ALLOW)
                    .answer(NO_PERMISSION)),

    SOCKETPAIR("socketpair", bpf -> bpf.argument(0).ifEqual(1, ALLOW).answer(NO_PERMISSION)),

    /** No kernel TLS, TCP repair, UDP encapsulation, packet filters or zero copy. */
    SETSOCKOPT(
            "setsockopt",
            bpf -> bpf.argument(1)
                    .unlessEqual(
                            6,
                            other -> other.unlessEqual(
                                            17,
                                            third -> third.unlessEqual(1, rest -> rest.answer(ALLOW))
                                                    .argument(2)
                                                    .ifEqual(26, NO_PERMISSION)
                                                    .ifEqual(50, NO_PERMISSION)
                                                    .ifEqual(51, NO_PERMISSION)
                                                    .ifEqual(52, NO_PERMISSION)
                                                    .ifEqual(60, NO_PERMISSION)
                                                    .answer(ALLOW))
                                    .argument(2)
                                    .ifEqual(100, NO_PERMISSION)
                                    .answer(ALLOW))
                    .argument(2)
                    .ifEqual(31, NO_PERMISSION)
                    .ifEqual(19, NO_PERMISSION)
                    .answer(ALLOW)),

    /** No priority inheritance: LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_REQUEUE_PI, CMP_REQUEUE_PI, LOCK_PI2. */
    FUTEX(
            "futex",
            bpf -> bpf.argument(1)
                    .mask(0x7f)
                    .ifEqual(6, NO_SUCH_CALL)
                    .ifEqual(7, NO_SUCH_CALL)
                    .ifEqual(8, NO_SUCH_CALL)
                    .ifEqual(11, NO_SUCH_CALL)
                    .ifEqual(12, NO_SUCH_CALL)
                    .ifEqual(13, NO_SUCH_CALL)
                    .answer(ALLOW)),

    /** TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FIOASYNC, SIOCGIF{NAME,CONF,FLAGS,ADDR,BRDADDR,NETMASK,MTU,HWADDR,INDEX}, FICLONE. */
    IOCTL(
            "ioctl",
            bpf -> bpf.argument(1)
                    .ifOneOf(
                            ALLOW,
                            0x5401,
                            0x5413,
                            0x541b,
                            0x5421,
                            0x5450,
                            0x5451,
                            0x5452,
                            0x8910,
                            0x8912,
                            0x8913,
                            0x8915,
                            0x8919,
                            0x891b,
                            0x8921,
                            0x8927,
                            0x8933,
                            0x4004_9409)
                    .answer(NOT_A_TERMINAL)),

    /**
     * PDEATHSIG, DUMPABLE, NAME, GET_SECCOMP, CAPBSET_READ, TIMERSLACK, CHILD_SUBREAPER, NO_NEW_PRIVS, THP_DISABLE,
     * GET_SPECULATION_CTRL, SET_VMA, SET_PTRACER.
     */
    PRCTL(
            "prctl",
            bpf -> bpf.argument(0)
                    .ifOneOf(
                            ALLOW,
                            1,
                            2,
                            3,
                            4,
                            15,
                            16,
                            21,
                            23,
                            29,
                            30,
                            36,
                            37,
                            38,
                            39,
                            41,
                            42,
                            52,
                            0x5356_4d41,
                            0x5961_6d61)
                    .answer(NO_PERMISSION)),

    /** No MAP_HUGETLB. */
    MMAP("mmap", bpf -> bpf.argument(3).ifAnyBit(0x4_0000, NO_PERMISSION).answer(ALLOW)),

    /** No MFD_HUGETLB. */
    MEMFD_CREATE(
            "memfd_create", bpf -> bpf.argument(1).ifAnyBit(0x4, NO_PERMISSION).answer(ALLOW)),

    /** To read it, or to set what every process has. */
    PERSONALITY(
            "personality",
            bpf -> bpf.argument(0).ifEqual(0, ALLOW).ifEqual(-1, ALLOW).answer(NO_PERMISSION)),

    MKNOD("mknod", bpf -> fileTypes(bpf.argument(1))),

    MKNODAT("mknodat", bpf -> fileTypes(bpf.argument(2))),

    /** REALTIME, MONOTONIC, BOOTTIME. */
    TIMER_CREATE("timer_create", bpf -> bpf.argument(0).ifOneOf(ALLOW, 0, 1, 7).answer(NO_PERMISSION));

    private final String call;

    @SuppressWarnings("ImmutableEnumChecker") // the bodies are lambdas that capture nothing
    private final Consumer<BpfProgram> body;

    ArgumentCheck(String call, Consumer<BpfProgram> body) {
        this.call = call;
        this.body = body;
    }

    String call() {
        return call;
    }

    /** Appends the check, which ends in an answer on every way through it. */
    void appendTo(BpfProgram program) {
        body.accept(program);
    }

    /** Regular files, pipes and sockets; {@code S_IFMT} of {@code sys/stat.h}. */
    private static void fileTypes(BpfProgram mode) {
        mode.mask(0xf000).ifOneOf(ALLOW, 0, 0x8000, 0x1000, 0xc000).answer(NO_PERMISSION);
    }

    /** Address families, {@code AF_*}. */
    private static final class Families {
        static final int INET = 2;
        static final int INET6 = 10;
        static final int NETLINK = 16;
    }
}
