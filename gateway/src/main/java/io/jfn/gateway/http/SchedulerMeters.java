// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.scheduler.SchedulerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the scheduler does, counted for the whole node: which function it happens to is told by its instances and by
 * {@code jfn_invocations_total}, and a node has more functions than a series each is worth.
 */
public final class SchedulerMeters implements SchedulerListener {
    private final MeterRegistry registry;
    private final Counter pauses;
    private final Counter resumes;
    private final Counter evictions;
    private final Counter expiries;
    private final ConcurrentHashMap<Outcome, Counter> rejections = new ConcurrentHashMap<>();

    public SchedulerMeters(MeterRegistry registry) {
        this.registry = registry;
        pauses = counter("jfn.instance.pauses", "Idle instances whose CPU time was stopped");
        resumes = counter("jfn.instance.resumes", "Paused instances that an invocation woke");
        evictions = counter("jfn.instance.evictions", "Idle instances ended because their memory was wanted");
        expiries = counter("jfn.instance.expiries", "Idle instances ended because their keep-alive was over");
    }

    @Override
    public void paused(FunctionName function, String instanceId) {
        pauses.increment();
    }

    @Override
    public void resumed(FunctionName function, String instanceId) {
        resumes.increment();
    }

    @Override
    public void evicted(FunctionName function, String instanceId) {
        evictions.increment();
    }

    @Override
    public void expired(FunctionName function, String instanceId) {
        expiries.increment();
    }

    @Override
    public void rejected(FunctionName function, Outcome outcome) {
        rejections
                .computeIfAbsent(
                        outcome,
                        which -> Counter.builder("jfn.queue.rejections")
                                .description("Invocations that asked for an instance and got none, by outcome")
                                .tag("outcome", which.toString())
                                .register(registry))
                .increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
