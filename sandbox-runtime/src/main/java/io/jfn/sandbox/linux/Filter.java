// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.linux.seccomp.Profile;
import io.jfn.sandbox.linux.seccomp.SeccompFilter;
import io.jfn.sandbox.syscall.SyscallTable;

/** The filter of every sandbox's main process, assembled once. */
final class Filter {
    private final byte[] program;

    private Filter(byte[] program) {
        this.program = program;
    }

    static Filter of(Profile profile) {
        return new Filter(SeccompFilter.assemble(profile, SyscallTable.all()));
    }

    /** For {@code Syscalls.filter}, which does not change it. */
    byte[] program() {
        return program;
    }
}
