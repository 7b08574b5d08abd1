// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * One event of the streamed reply to the preparation of a runtime: a step under way, and at the end the runtime or a problem.
 *
 * @param step what is being done, for example {@code base image python3}
 * @param done bytes done of this step, or layers where the step says so
 * @param total as many in all, 0 when not known
 * @param prepared the runtime, in the last event when it is ready
 * @param problem why not, in the last event when it is not
 */
public record RuntimeEvent(
        @Nullable String step,
        long done,
        long total,
        @Nullable RuntimeView prepared,
        @Nullable Problem problem) {}
