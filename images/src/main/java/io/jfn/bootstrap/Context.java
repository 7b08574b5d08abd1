// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

/**
 * What a handler may know about the invocation it answers.
 *
 * @param requestId the invocation's id
 * @param deadlineMillis wall clock at which the platform ends the invocation, in ms since 1970
 * @param functionName the function's name
 * @param functionVersion the function's revision
 * @param memoryMegabytes the instance's memory limit, 0 when not told
 * @param invokedFunctionArn the name the caller used, in AWS's notation
 * @param traceId the trace header of the call, empty when there is none
 */
public record Context(
        String requestId,
        long deadlineMillis,
        String functionName,
        String functionVersion,
        int memoryMegabytes,
        String invokedFunctionArn,
        String traceId) {

    /** Milliseconds until the platform ends this invocation, never negative. */
    public long remainingMillis() {
        return Math.max(0, deadlineMillis - System.currentTimeMillis());
    }
}
