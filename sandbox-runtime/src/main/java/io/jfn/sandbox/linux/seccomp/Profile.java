// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

/** How much of the kernel a function may ask for. */
public enum Profile {
    /** What ordinary programs need. */
    DEFAULT,
    /** And System V and POSIX message queues, shared memory, semaphores, splice and CPU-time timers; wants an operator's permission. */
    COMPAT
}
