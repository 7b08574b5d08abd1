// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

/** What the filter answers to a system call; the values are {@code SECCOMP_RET_*} of {@code linux/seccomp.h}. */
sealed interface Verdict {
    Answer ALLOW = new Answer(0x7fff_0000);
    Answer KILL_PROCESS = new Answer(0x8000_0000);
    Answer NO_PERMISSION = errno(1);
    Answer NOT_A_TERMINAL = errno(25);
    Answer NO_SUCH_CALL = errno(38);
    /** The call does nothing and reports success. */
    Answer PRETEND = errno(0);

    /** The same answer whatever the arguments are. */
    record Answer(int value) implements Verdict {}

    /** An answer that depends on the arguments. */
    record Checked(ArgumentCheck check) implements Verdict {}

    private static Answer errno(int number) {
        return new Answer(0x0005_0000 | number);
    }
}
