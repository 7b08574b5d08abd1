// SPDX-License-Identifier: Apache-2.0
/** The seam to the kernel: the only package that calls native code. */
@NullMarked
package io.jfn.sandbox.syscall;

import org.jspecify.annotations.NullMarked;
