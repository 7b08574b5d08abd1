// SPDX-License-Identifier: Apache-2.0
/** Which images a tenant may run: by where they come from and by who signed them; and what else is attached to them. */
@NullMarked
package io.jfn.images.policy;

import org.jspecify.annotations.NullMarked;
