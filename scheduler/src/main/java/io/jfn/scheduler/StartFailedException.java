// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import io.jfn.api.Outcome;

/** An instance that did not come up; carries the outcome of the invocation that wanted it. */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;

    public StartFailedException(Outcome outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
