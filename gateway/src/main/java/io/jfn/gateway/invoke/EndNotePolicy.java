// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.FunctionSpec;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.exchange.Failure;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of an invocation that a limit ended: which limit, and what the instance had used. */
final class EndNotePolicy {
    private EndNotePolicy() {}

    /** The failure of an invocation whose deadline passed; {@code usage} is null when it could not be read in time. */
    static Failure timedOut(FunctionSpec spec, @Nullable Usage usage) {
        ResourceLimits limits = spec.limits();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("timeoutMillis", spec.timeoutMillis());
        facts.put("cpuLimitMillis", limits.cpuMillis());
        facts.put("memoryLimitBytes", limits.memoryBytes());
        var text = new StringBuilder("timed out after ")
                .append(spec.timeoutMillis())
                .append(" ms: limit cpu ")
                .append(BigDecimal.valueOf(limits.cpuMillis(), 3)
                        .stripTrailingZeros()
                        .toPlainString());
        if (usage != null) {
            facts.put("throttledMicros", usage.throttledMicros());
            facts.put("memoryPeakBytes", usage.memoryPeakBytes());
            text.append(String.format(
                    Locale.ROOT,
                    ", throttled %.1f s in the instance's life; limit memory %s, peak %s",
                    usage.throttledMicros() / 1e6,
                    mebibytes(limits.memoryBytes()),
                    mebibytes(usage.memoryPeakBytes())));
        }
        String wayOut = "; raise timeout or cpu";
        if (usage != null && usage.pidsDenied() > 0) {
            wayOut = "; raise pids or start fewer";
            facts.put("pidsLimit", limits.pids());
            facts.put("pidsDenied", usage.pidsDenied());
            text.append("; limit pids ")
                    .append(limits.pids())
                    .append(", ")
                    .append(usage.pidsDenied())
                    .append(" new processes or threads refused");
        }
        return new Failure(Outcome.TIMED_OUT, text.append(wayOut).toString(), facts);
    }

    /** The line for the function's log about a failure; null when the log needs none. */
    static @Nullable String note(FunctionSpec spec, Failure failure) {
        return switch (failure.outcome()) {
            case TIMED_OUT -> failure.detail();
            case OUT_OF_MEMORY, CRASHED ->
                failure.outcome().toString().replace('_', ' ') + ": limit memory "
                        + mebibytes(spec.limits().memoryBytes())
                        + (failure.facts().get("memoryPeakBytes") instanceof Number peak
                                ? ", peak " + mebibytes(peak.longValue())
                                : "")
                        + "; " + failure.detail();
            case COMPLETED,
                    FUNCTION_ERROR,
                    START_FAILED,
                    TOO_LARGE,
                    NOT_FOUND,
                    BAD_REQUEST,
                    UNAUTHORIZED,
                    REJECTED_BUSY,
                    REJECTED_NO_CAPACITY,
                    REJECTED_UNAVAILABLE,
                    DRAINED,
                    CLIENT_GONE -> null;
        };
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) ResourceLimits.MIB);
    }
}
