// SPDX-License-Identifier: Apache-2.0
/** Instances as the worker runs them, and the seam through which a function contract reaches one. */
@NullMarked
package io.jfn.gateway.instance;

import org.jspecify.annotations.NullMarked;
