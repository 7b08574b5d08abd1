// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.jfn.api.worker.WorkerReply;
import org.jspecify.annotations.Nullable;

/** A request that the worker did not carry out, or never got. */
public final class WorkerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String step;
    private final String object;
    private final int errno;

    /** Why, in one word: the worker's own reasons and one more. */
    public enum Reason {
        NO_CAPACITY,
        LAUNCH_FAILED,
        NOT_LISTENING,
        NO_SUCH_LEASE,
        STOPPING,
        INVALID,
        /** There is no worker to ask, or it went away before its answer. */
        AWAY;

        static Reason of(WorkerReply.FailureReason reason) {
            return switch (reason) {
                case NO_CAPACITY -> NO_CAPACITY;
                case LAUNCH_FAILED -> LAUNCH_FAILED;
                case NOT_LISTENING -> NOT_LISTENING;
                case NO_SUCH_LEASE -> NO_SUCH_LEASE;
                case STOPPING -> STOPPING;
                case INVALID -> INVALID;
            };
        }
    }

    public WorkerException(Reason reason, String message) {
        this(reason, "", "", 0, message);
    }

    public WorkerException(Reason reason, String step, String object, int errno, String message) {
        super(message);
        this.reason = reason;
        this.step = step;
        this.object = object;
        this.errno = errno;
    }

    static WorkerException of(WorkerReply.Failed failed) {
        return new WorkerException(
                Reason.of(failed.reason()), failed.step(), failed.object(), failed.errno(), failed.message());
    }

    /** The worker's refusal behind an error; null when it was something else. */
    public static @Nullable WorkerException behind(@Nullable Throwable error) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof WorkerException refused) {
                return refused;
            }
        }
        return null;
    }

    public Reason reason() {
        return reason;
    }

    /** The launch step or operation that failed, empty for none. */
    public String step() {
        return step;
    }

    /** What the step was done to, empty for nothing. */
    public String object() {
        return object;
    }

    /** The kernel's error number, 0 for none. */
    public int errno() {
        return errno;
    }
}
