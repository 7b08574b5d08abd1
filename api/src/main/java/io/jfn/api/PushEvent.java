// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * One event of the streamed reply to a push: a step under way, and at the end either the image or a problem.
 *
 * @param step what is being done, for example {@code push registry.example/team/hello:1}
 * @param done bytes done of this step
 * @param total as many in all, 0 when not known
 * @param pushed the image, in the last event of a push that worked
 * @param problem why not, in the last event of one that did not
 */
public record PushEvent(
        @Nullable String step,
        long done,
        long total,
        @Nullable PushedImage pushed,
        @Nullable Problem problem) {}
