// SPDX-License-Identifier: Apache-2.0
/** The seccomp filter of a function's main process: which system calls it may make, as data, and its BPF program. */
@NullMarked
package io.jfn.sandbox.linux.seccomp;

import org.jspecify.annotations.NullMarked;
