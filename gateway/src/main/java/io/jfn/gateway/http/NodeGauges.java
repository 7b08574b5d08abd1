// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.logs.LogStore;
import io.jfn.scheduler.InstanceState;
import io.jfn.scheduler.Scheduler;
import io.jfn.scheduler.SchedulerSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The node's state as metrics; every number is in memory when it is asked for. */
@Singleton
public final class NodeGauges implements MeterBinder {
    private final FunctionRegistry functions;
    private final Scheduler<Revision, FunctionInstance> scheduler;
    private final ReadySandboxes sandboxes;
    private final LogStore logs;

    public NodeGauges(
            FunctionRegistry functions,
            Scheduler<Revision, FunctionInstance> scheduler,
            ReadySandboxes sandboxes,
            LogStore logs) {
        this.functions = functions;
        this.scheduler = scheduler;
        this.sandboxes = sandboxes;
        this.logs = logs;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (InstanceState state : InstanceState.values()) {
            Gauge.builder("jfn.instances", () -> count(state))
                    .description("Instances by what they do")
                    .tag("state", state.toString())
                    .register(registry);
        }
        gauge(registry, "jfn.functions", "Functions deployed", functions::size);
        gauge(registry, "jfn.sandboxes.ready", "Sandboxes made ahead that belong to nobody", sandboxes::last);
        total(registry, "jfn.queue.length", "Invocations that wait for an instance", SchedulerSnapshot::queued);
        total(registry, "jfn.invocations.active", "Invocations that run", SchedulerSnapshot::active);
        total(registry, "jfn.memory.budget.bytes", "Memory of all instances", SchedulerSnapshot::memoryBudgetBytes);
        total(registry, "jfn.memory.reserved.bytes", "Memory promised", SchedulerSnapshot::memoryReservedBytes);
        FunctionCounter.builder("jfn.log.dropped.bytes", logs, LogStore::droppedBytes)
                .description("Output beyond what an instance may write")
                .register(registry);
        FunctionCounter.builder("jfn.log.dropped.lines", logs, LogStore::droppedLines)
                .description("Log lines that gave way to newer ones, or that a follower was too slow for")
                .register(registry);
    }

    private long count(InstanceState state) {
        return scheduler.instances().stream()
                .filter(one -> one.state() == state)
                .count();
    }

    private void total(
            MeterRegistry registry, String name, String description, ToDoubleFunction<SchedulerSnapshot> number) {
        gauge(registry, name, description, () -> number.applyAsDouble(scheduler.snapshot()));
    }

    private static void gauge(MeterRegistry registry, String name, String description, Supplier<Number> number) {
        Gauge.builder(name, number).description(description).register(registry);
    }
}
