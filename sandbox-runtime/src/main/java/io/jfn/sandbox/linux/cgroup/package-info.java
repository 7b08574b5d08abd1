// SPDX-License-Identifier: Apache-2.0
/** Control groups, version 1, 2 and both at once, behind one port; the root folder is a parameter. */
@NullMarked
package io.jfn.sandbox.linux.cgroup;

import org.jspecify.annotations.NullMarked;
