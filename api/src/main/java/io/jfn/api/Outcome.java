// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * How an invocation ended: a closed set, and the one table of the HTTP statuses that the gateway gives for each.
 * The word is the {@code X-Jfn-Outcome} header, the {@code outcome} label of metrics and the {@code code} of problems.
 */
public enum Outcome {
    /** The function answered; the status is its own. */
    COMPLETED("completed", 200, false),
    /** The function reported an error or answered what is not HTTP. */
    FUNCTION_ERROR("function_error", 502, false),
    /** The deadline passed; the instance was ended. */
    TIMED_OUT("timed_out", 504, false),
    /** The instance reached its memory limit and the kernel ended it. */
    OUT_OF_MEMORY("out_of_memory", 502, false),
    /** The main process ended in the middle of the invocation. */
    CRASHED("crashed", 502, false),
    /** The main process ended or never listened before the invocation reached it. */
    START_FAILED("start_failed", 502, false),
    /** The request or the reply was larger than allowed. */
    TOO_LARGE("too_large", 413, false),
    /** There is no such function. */
    NOT_FOUND("not_found", 404, false),
    /** The request is not one the gateway can pass on. */
    BAD_REQUEST("bad_request", 400, false),
    /** The function wants a token and the call has none that fits. */
    UNAUTHORIZED("unauthorized", 401, false),
    /** The function's own instances and its queue are full. */
    REJECTED_BUSY("rejected_busy", 429, true),
    /** The node has no memory left, even after evicting. */
    REJECTED_NO_CAPACITY("rejected_no_capacity", 503, true),
    /** The sandbox could not be made, or the worker is away. */
    REJECTED_UNAVAILABLE("rejected_unavailable", 503, true),
    /** The node is stopping and takes no more invocations. */
    DRAINED("drained", 503, true),
    /** The client went away before the answer was complete; nobody sees the status. */
    CLIENT_GONE("client_gone", 499, false);

    private final String label;
    private final int httpStatus;
    private final boolean retryable;

    Outcome(String label, int httpStatus, boolean retryable) {
        this.label = label;
        this.httpStatus = httpStatus;
        this.retryable = retryable;
    }

    /** The status of a reply that the gateway makes itself; {@link #COMPLETED} has the function's own instead. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the function certainly has not seen the invocation and the caller may send it again. */
    public boolean retryable() {
        return retryable;
    }

    @Override
    public String toString() {
        return label;
    }
}
