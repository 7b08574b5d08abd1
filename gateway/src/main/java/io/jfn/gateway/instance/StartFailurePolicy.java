// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Outcome;
import io.jfn.gateway.worker.WorkerException;
import java.util.Set;

/** What a start that the worker refused means for the invocation that waits for it. */
final class StartFailurePolicy {
    /** E2BIG, ENOENT, ENOEXEC, EACCES, ENOTDIR, EISDIR, ELOOP, ELIBBAD: said of what is to be run, not of the machine. */
    private static final Set<Integer> BAD_PROGRAM = Set.of(7, 2, 8, 13, 20, 21, 40, 80);

    private StartFailurePolicy() {}

    static Outcome outcome(WorkerException failure) {
        return switch (failure.reason()) {
            case NO_CAPACITY -> Outcome.REJECTED_NO_CAPACITY;
            case AWAY, STOPPING -> Outcome.REJECTED_UNAVAILABLE;
            case LAUNCH_FAILED -> isOfTheRevision(failure) ? Outcome.START_FAILED : Outcome.REJECTED_UNAVAILABLE;
            case NOT_LISTENING, NO_SUCH_LEASE, INVALID -> Outcome.START_FAILED;
        };
    }

    /** Whether the owner of the function should read of it in its log; the rest is the operator's. */
    static boolean concernsTheFunction(WorkerException failure) {
        return outcome(failure) == Outcome.START_FAILED;
    }

    static String wayOut(WorkerException failure) {
        return switch (failure.reason()) {
            case NO_CAPACITY -> "wait until instances end, or give the node more memory";
            case AWAY, STOPPING -> "call again when it is up";
            case LAUNCH_FAILED ->
                isOfTheRevision(failure)
                        ? "correct the function's command or its working directory"
                        : "'jfn doctor' and the worker's log say more";
            case NOT_LISTENING -> "the function must listen on $PORT";
            case NO_SUCH_LEASE -> "its log says more";
            case INVALID -> "correct the function and deploy it again";
        };
    }

    /** The program or its folder is not there or cannot be run, which no other try changes. */
    private static boolean isOfTheRevision(WorkerException failure) {
        return failure.step().startsWith("S26") && BAD_PROGRAM.contains(failure.errno());
    }
}
