// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;

/**
 * One revision of a function as the scheduler runs it.
 *
 * @param revision 1 or more; a higher one replaces a lower one
 * @param payload what the starter needs to start an instance of it
 * @param limits limits of each instance; {@code memoryBytes} is what one reserves of the node's budget
 * @param concurrency invocations one instance takes at a time; 1 or more
 * @param <R> what identifies a revision to the starter
 */
public record Deployment<R>(
        FunctionName name, int revision, R payload, ResourceLimits limits, int concurrency, Scaling scale) {
    public Deployment {
        if (revision < 1) {
            throw new IllegalArgumentException("revision " + revision + " of " + name + " must be 1 or more");
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency " + concurrency + " of " + name + " must be 1 or more");
        }
    }
}
