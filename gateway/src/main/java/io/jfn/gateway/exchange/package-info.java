// SPDX-License-Identifier: Apache-2.0
/** One invocation between its caller and the function contract that carries it out. */
@NullMarked
package io.jfn.gateway.exchange;

import org.jspecify.annotations.NullMarked;
