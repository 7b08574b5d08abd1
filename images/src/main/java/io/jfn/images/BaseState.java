// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import org.jspecify.annotations.Nullable;

/**
 * How far the base image of a runtime is that is made from the machine.
 *
 * @param ready whether it is made, and the machine has not changed since
 * @param bytes its size on disk, 0 when it is not ready
 * @param missing what the machine lacks for it, null when nothing
 */
public record BaseState(boolean ready, long bytes, @Nullable String missing) {}
