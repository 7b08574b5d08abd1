// SPDX-License-Identifier: Apache-2.0
/** The data path: an HTTP request at the gateway becomes an invocation in an instance, and its reply. */
@NullMarked
package io.jfn.gateway.invoke;

import org.jspecify.annotations.NullMarked;
