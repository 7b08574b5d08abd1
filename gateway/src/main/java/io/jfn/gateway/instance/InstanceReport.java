// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Outcome;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.gateway.worker.WorkerException;
import io.jfn.scheduler.StartFailedException;
import java.util.concurrent.CompletionException;

/** Says of one instance why it did not start or how it ended: to whoever waits, and into the function's log. */
record InstanceReport(String instanceId, Revision revision, InvocationLog log) {
    /** It ended by itself after it was ready; the reason, for the scheduler. */
    String gone(Exit exit) {
        String cause = ending(exit).cause();
        note("ended: " + cause);
        return cause;
    }

    /** It ended, for want of memory, while it was being stopped. */
    void stopped(Exit exit) {
        if (exit.oomKilled()) {
            note("ended while it was stopped: " + ending(exit).cause());
        }
    }

    /** It ended by itself before it was ready. */
    StartFailedException endedEarly(Exit exit) {
        note("ended: " + ending(exit).cause() + ", before it was ready");
        return ending(exit).beforeReady();
    }

    /** It was ended because its start failed otherwise. */
    StartFailedException failed(Throwable error) {
        var refused = WorkerException.behind(error);
        if (refused != null) {
            String what = words(refused);
            if (StartFailurePolicy.concernsTheFunction(refused)) {
                note("did not start: " + what);
            }
            return new StartFailedException(
                    StartFailurePolicy.outcome(refused), what + "; " + StartFailurePolicy.wayOut(refused));
        }
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        String what = cause.getMessage() != null ? cause.getMessage() : cause.toString();
        note("did not start: " + what);
        return new StartFailedException(Outcome.START_FAILED, what + "; its log says more");
    }

    private Ending ending(Exit exit) {
        return new Ending(exit, revision.spec());
    }

    private static String words(WorkerException refused) {
        String message = String.valueOf(refused.getMessage());
        String step = refused.step().isEmpty() || message.contains(refused.step()) ? "" : refused.step() + ": ";
        return step + message + (refused.errno() == 0 ? "" : " (errno " + refused.errno() + ")");
    }

    private void note(String text) {
        log.note(revision.spec().name(), instanceId, null, "instance " + instanceId + " " + text);
    }
}
