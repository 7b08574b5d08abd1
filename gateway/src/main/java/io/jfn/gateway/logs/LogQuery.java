// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import org.jspecify.annotations.Nullable;

/**
 * Which lines of a function's log are wanted.
 *
 * @param tail how many at most, the newest
 * @param sinceMillis only lines of this wall-clock time or later
 * @param instance only lines of this instance, or null for all
 * @param invocation only lines of this invocation, or null for all
 */
public record LogQuery(
        int tail,
        long sinceMillis,
        @Nullable String instance,
        @Nullable String invocation) {}
