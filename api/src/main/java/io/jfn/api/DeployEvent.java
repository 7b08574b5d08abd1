// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * One line of the NDJSON reply to a deploy: a step under way, and at the end either the function or a problem.
 *
 * @param step what is being done, for example {@code base image python3}
 * @param done units done of this step
 * @param total units in all, 0 when not known
 * @param function the deployed function, in the last line of a deploy that worked
 * @param problem why not, in the last line of one that did not
 */
public record DeployEvent(
        @Nullable String step,
        long done,
        long total,
        @Nullable FunctionView function,
        @Nullable Problem problem) {}
