// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * One line that a function, or the platform about it, wrote.
 *
 * @param timeMillis wall clock of its arrival
 * @param function the function
 * @param instance the instance
 * @param stream {@code stdout}, {@code stderr} or {@code platform}
 * @param invocation the invocation it belongs to, where only one was running
 * @param text the line, without its end, control characters as they came
 */
public record LogLine(
        long timeMillis,
        String function,
        String instance,
        String stream,
        @Nullable String invocation,
        String text) {}
