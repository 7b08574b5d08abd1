// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerInvocationMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerInvocationMetrics metrics = new MicrometerInvocationMetrics(registry);

    @Test
    void invocations_are_counted_by_function_and_outcome_and_cold_starts_by_phase() {
        metrics.of("a").invoked(Outcome.COMPLETED, false, 2_000_000);
        metrics.of("a").invoked(Outcome.TIMED_OUT, true, 4_000_000);
        metrics.of("a").coldStart(1_000_000, 2_000_000, 3_000_000);
        metrics.ofNone().invoked(Outcome.NOT_FOUND, false, 1);

        assertThat(registry.get("jfn.invocations")
                        .tags("function", "a", "outcome", "timed_out")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("jfn.invocations")
                        .tags("function", "_none", "outcome", "not_found")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("jfn.invocation")
                        .tags("function", "a", "cold", "false")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2);
        assertThat(registry.get("jfn.cold.start")
                        .tags("function", "a", "phase", "start")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
    }

    @Test
    void a_removed_function_leaves_no_meters() {
        metrics.of("a").invoked(Outcome.COMPLETED, true, 1);
        metrics.of("a").coldStart(1, 1, 1);
        metrics.forget("a");
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_call_that_is_over_after_the_removal_brings_no_meter_back() {
        InvocationMetrics.ForFunction old = metrics.of("a");
        old.invoked(Outcome.COMPLETED, false, 1);
        metrics.forget("a");
        old.invoked(Outcome.COMPLETED, false, 1);
        old.invoked(Outcome.NOT_FOUND, true, 1);
        old.coldStart(1, 1, 1);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_function_that_is_deployed_again_counts_anew() {
        metrics.of("a").invoked(Outcome.COMPLETED, false, 1);
        metrics.forget("a");
        metrics.of("a").invoked(Outcome.COMPLETED, false, 1);
        assertThat(registry.get("jfn.invocations")
                        .tags("function", "a")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
