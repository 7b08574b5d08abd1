// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.gateway.functions.FunctionDirectory;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.scheduler.Scheduler;
import java.util.function.Predicate;

/**
 * What the invocation path needs of the rest of the gateway.
 *
 * @param scheduler its ticker must be {@link System#nanoTime}
 * @param token whether a bearer token is the node's; must take the same time for each
 * @param maxRequestBytes the longest body of a request
 */
public record InvocationPorts(
        FunctionDirectory directory,
        Scheduler<Revision, FunctionInstance> scheduler,
        Predicate<String> token,
        long maxRequestBytes,
        InvocationLog log,
        InvocationMetrics metrics) {}
