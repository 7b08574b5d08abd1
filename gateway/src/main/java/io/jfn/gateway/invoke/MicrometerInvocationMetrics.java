// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts invocations in a Micrometer registry: {@code jfn_invocations_total} by function and outcome,
 * {@code jfn_invocation_seconds} by function and warmth, {@code jfn_cold_start_seconds} by function and phase. docs/metrics.md lists all there are.
 */
public final class MicrometerInvocationMetrics implements InvocationMetrics {
    /** No function can have this name, so it stands for all that do not exist. */
    static final String NONE = "_none";

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofNanos(2_500_000), Duration.ofMillis(5),
        Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500),
        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, Meters> byFunction = new ConcurrentHashMap<>();

    public MicrometerInvocationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ForFunction of(String function) {
        return byFunction.computeIfAbsent(function, name -> new Meters(registry, name));
    }

    @Override
    public ForFunction ofNone() {
        return of(NONE);
    }

    /** Takes the meters of a removed function out of the registry; calls that are told late make no new ones. */
    public void forget(String function) {
        Meters meters = byFunction.remove(function);
        if (meters != null) {
            meters.remove();
        }
    }

    /** One function's meters: looked up without a lock, made and removed under the monitor. */
    private static final class Meters implements ForFunction {
        private final MeterRegistry registry;
        private final String function;
        private boolean removed;
        private final ConcurrentHashMap<Outcome, Counter> byOutcome = new ConcurrentHashMap<>();
        private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(5);

        Meters(MeterRegistry registry, String function) {
            this.registry = registry;
            this.function = function;
        }

        @Override
        public void invoked(Outcome outcome, boolean cold, long nanos) {
            Counter counter = byOutcome.get(outcome);
            if (counter == null) {
                counter = make(outcome);
            }
            if (counter != null) {
                counter.increment();
            }
            record(cold ? 1 : 0, "jfn.invocation", "cold", String.valueOf(cold), nanos);
        }

        @Override
        public void coldStart(long queueNanos, long claimNanos, long startNanos) {
            record(2, "jfn.cold.start", "phase", "queue", queueNanos);
            record(3, "jfn.cold.start", "phase", "claim", claimNanos);
            record(4, "jfn.cold.start", "phase", "start", startNanos);
        }

        private void record(int slot, String name, String tag, String value, long nanos) {
            Timer timer = timers.get(slot);
            if (timer == null) {
                timer = make(slot, name, tag, value);
            }
            if (timer != null) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }

        private synchronized @Nullable Counter make(Outcome outcome) {
            return removed
                    ? null
                    : byOutcome.computeIfAbsent(
                            outcome,
                            which -> Counter.builder("jfn.invocations")
                                    .description("Invocations that are over, by outcome")
                                    .tag("function", function)
                                    .tag("outcome", which.toString())
                                    .register(registry));
        }

        private synchronized @Nullable Timer make(int slot, String name, String tag, String value) {
            Timer timer = timers.get(slot);
            if (timer == null && !removed) {
                timer = Timer.builder(name)
                        .tag("function", function)
                        .tag(tag, value)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
                timers.set(slot, timer);
            }
            return timer;
        }

        synchronized void remove() {
            removed = true;
            byOutcome.values().forEach(registry::remove);
            for (int i = 0; i < timers.length(); i++) {
                Timer timer = timers.get(i);
                if (timer != null) {
                    registry.remove(timer);
                }
            }
        }
    }
}
