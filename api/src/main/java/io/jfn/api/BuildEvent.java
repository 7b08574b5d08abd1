// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * One event of the streamed reply to a build: a step under way, and at the end either the image or a problem.
 *
 * @param step what is being done, for example {@code pack layers}
 * @param done bytes done of this step, or layers where the step says so
 * @param total as many in all, 0 when not known
 * @param built the image, in the last event of a build that worked
 * @param problem why not, in the last event of one that did not
 */
public record BuildEvent(
        @Nullable String step,
        long done,
        long total,
        @Nullable BuiltImageView built,
        @Nullable Problem problem) {}
