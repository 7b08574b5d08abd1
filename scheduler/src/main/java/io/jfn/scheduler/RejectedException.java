// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;

/** An invocation that got no instance; carries its outcome. The function has not seen it. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;

    /** Without a stack trace: a node that refuses thousands of calls a second must not pay for one each. */
    public RejectedException(Outcome outcome, String message) {
        super(message, null, false, false);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
