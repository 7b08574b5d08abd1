// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.exchange;

import io.jfn.api.Outcome;
import java.util.Map;

/**
 * Why an invocation failed.
 *
 * @param detail what happened, to which object, and what to do; shown to the caller
 * @param facts further members of the problem document, for example {@code memoryPeakBytes}
 */
public record Failure(Outcome outcome, String detail, Map<String, Object> facts) {
    public Failure {
        facts = Map.copyOf(facts);
    }

    public static Failure of(Outcome outcome, String detail) {
        return new Failure(outcome, detail, Map.of());
    }
}
