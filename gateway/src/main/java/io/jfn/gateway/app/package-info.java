// SPDX-License-Identifier: Apache-2.0
/** The process: configuration, threads, and how the parts are put together. */
@NullMarked
package io.jfn.gateway.app;

import org.jspecify.annotations.NullMarked;
