// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo has done so far. Of one thread. */
final class DemoTally {
    private final List<List<String>> rows = new ArrayList<>(List.of(
            List.of("FUNCTION", "RUNTIME", "CONTRACT", "COLD ms", "WARM ms", "MEMORY PEAK", "LIMITS", "ENDED AS")));
    private int deployed;
    private int answered;
    private int failed;

    /** A number that was not measured is negative. */
    void row(FunctionView function, double coldMillis, double warmMillis, long peakBytes, String outcome) {
        var spec = function.spec();
        rows.add(List.of(
                function.name(),
                spec.runtime() == null ? "image" : spec.runtime().toString(),
                spec.contract().toString(),
                millis(coldMillis),
                millis(warmMillis),
                peakBytes < 0 ? "-" : Shown.bytes(peakBytes >> 10 << 10),
                Shown.limits(spec.limits(), spec.timeoutMillis()),
                outcome));
    }

    private static String millis(double millis) {
        return millis < 0 ? "-" : String.format(Locale.ROOT, "%.1f", millis);
    }

    void deployed() {
        deployed++;
    }

    void answered(int calls) {
        answered += calls;
    }

    void failed() {
        failed++;
    }

    int failures() {
        return failed;
    }

    List<List<String>> table() {
        return rows;
    }

    String lastLine() {
        return "demo: " + deployed + " functions deployed, " + answered + " calls answered, " + failed + " failed";
    }
}
