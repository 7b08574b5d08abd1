// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

/**
 * The C library's functions that are called, every argument a plain number or address. Public only because jnr-ffi implements
 * it from another class loader; nothing outside this package uses it. {@code syscall} has one signature per number of arguments:
 * declared as Java varargs it takes twice as long.
 *
 * <p>No method has six parameters: jnr-ffi 2.3.4 passes garbage as the sixth on x86_64. One with six takes a seventh, always 0,
 * that the callee never looks at.
 */
public interface LibC {
    long syscall(long number);

    long syscall(long number, long a);

    long syscall(long number, long a, long b);

    long syscall(long number, long a, long b, long c);

    long syscall(long number, long a, long b, long c, long d);

    long syscall(long number, long a, long b, long c, long d, long e, long unused);

    int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp, long unused);

    int posix_spawn_file_actions_init(long actions);

    int posix_spawn_file_actions_destroy(long actions);

    int posix_spawn_file_actions_addopen(long actions, int descriptor, long path, int flags, int mode);

    int posix_spawn_file_actions_adddup2(long actions, int from, int to);

    int posix_spawn_file_actions_addclosefrom_np(long actions, int from);

    int posix_spawn_file_actions_addchdir_np(long actions, long path);

    int posix_spawnattr_init(long attributes);

    int posix_spawnattr_destroy(long attributes);

    int posix_spawnattr_setflags(long attributes, short flags);

    int posix_spawnattr_setsigdefault(long attributes, long set);

    int posix_spawnattr_setsigmask(long attributes, long set);
}
