// SPDX-License-Identifier: Apache-2.0
/** What functions wrote: captured, bounded, followable. */
@NullMarked
package io.jfn.gateway.logs;

import org.jspecify.annotations.NullMarked;
