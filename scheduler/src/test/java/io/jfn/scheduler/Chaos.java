// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.FakeInstanceStarter.HeldStart;
import io.jfn.scheduler.Stage.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A stage on which numbers choose what happens next, with its own books to compare the scheduler's with. */
final class Chaos {
    /** Three functions that do not fit the node together, of unlike size, concurrency and scale. */
    private static final List<Deployment<String>> FUNCTIONS = List.of(
            Stage.function("one", 1, 1, new Scaling(0, 3, 200), 256),
            Stage.function("three", 1, 3, new Scaling(1, 2, 1000), 384),
            Stage.function("big", 1, 2, new Scaling(0, 2, 0), 512));

    private static final Outcome[] ENDS = {
        Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.OUT_OF_MEMORY, Outcome.COMPLETED, Outcome.CLIENT_GONE
    };

    private final Stage stage = new Stage(new SchedulerConfig(1024 * Stage.MIB, 4, 50, 2000, 100, 1000, 100));
    private final Map<String, Deployment<String>> deployed = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Lease<FakeInstance>> open = new ArrayList<>();
    private final List<Lease<FakeInstance>> closed = new ArrayList<>();
    private int lastRevision = 1;

    private record Waiting(Call call, long deadline) {}

    Chaos() {
        stage.starter.atOnce = false;
        answers().forEach(a -> a.atOnce = false);
        FUNCTIONS.forEach(this::deploy);
    }

    private List<FakeInstance.Answers> answers() {
        return List.of(stage.starter.pauses, stage.starter.resumes, stage.starter.stops);
    }

    private void deploy(Deployment<String> function) {
        deployed.put(function.name().value(), function);
        stage.scheduler.deploy(function);
    }

    void step(int choice) {
        int what = choice % 32;
        int which = choice / 32;
        switch (what) {
            case 0, 1, 2, 3, 4, 5 -> call(which);
            case 6, 7, 8, 9, 10 -> pick(open, which, Lease::release);
            case 11, 12 -> pick(open, which, lease -> lease.discard(ENDS[which % ENDS.length]));
            case 13, 14, 15, 16 -> answerStart(which, true);
            case 17 -> answerStart(which, false);
            case 18 -> end(which);
            case 19, 20 -> answerOne(stage.starter.pauses);
            case 21, 22 -> answerOne(stage.starter.resumes);
            case 23, 24 -> answerOne(stage.starter.stops);
            case 25, 26, 27 -> stage.timer.advanceMillis(which % 120);
            case 28 -> stage.timer.advanceMillis(which % 2000);
            case 29 -> update(which);
            case 30 -> answers().get(which % 3).failing ^= true;
            default -> oddities(which);
        }
        collect();
    }

    private void call(int which) {
        long within = 1L + which % 700;
        Call call = stage.call(FUNCTIONS.get(which % 3).name().value(), within);
        waiting.add(new Waiting(call, stage.clock.inMillis(within)));
    }

    private void answerStart(int which, boolean well) {
        if (!stage.starter.held.isEmpty()) {
            HeldStart start = stage.starter.held.removeFirst();
            if (well) {
                start.complete();
            } else if (which % 2 == 0) {
                start.fail(Outcome.START_FAILED);
            } else {
                start.gone.gone("at once");
                start.complete();
            }
        }
    }

    private void end(int which) {
        List<FakeInstance> alive = List.copyOf(stage.starter.alive.values());
        if (!alive.isEmpty()) {
            alive.get(which % alive.size()).end("by itself");
        }
    }

    private static void answerOne(FakeInstance.Answers answers) {
        if (!answers.held.isEmpty()) {
            answers.held.removeFirst().run();
        }
    }

    private void update(int which) {
        Deployment<String> old = FUNCTIONS.get(which % 3);
        deploy(new Deployment<>(
                old.name(), ++lastRevision, old.payload(), old.limits(), old.concurrency(), old.scale()));
    }

    private void oddities(int which) {
        switch (which % 3) {
            case 0 -> {
                FunctionName name = FUNCTIONS.get(which % 2).name();
                stage.scheduler.remove(name);
                deployed.remove(name.value());
            }
            case 1 -> {
                if (!waiting.isEmpty()) {
                    waiting.remove(which % waiting.size()).call().future().cancel(false);
                }
            }
            default -> {
                if (!closed.isEmpty()) {
                    Lease<FakeInstance> again = closed.get(which % closed.size());
                    again.release();
                    again.discard(Outcome.CRASHED);
                }
            }
        }
    }

    private void pick(List<Lease<FakeInstance>> from, int which, Consumer<Lease<FakeInstance>> end) {
        if (!from.isEmpty()) {
            Lease<FakeInstance> lease = from.remove(which % from.size());
            closed.add(lease);
            end.accept(lease);
        }
    }

    /** Moves calls that were answered since the last step. A lease is on an instance that can be used at that moment. */
    private void collect() {
        for (Waiting one : List.copyOf(waiting)) {
            if (!one.call().waits()) {
                waiting.remove(one);
                if (one.call().future().isCompletedExceptionally()) {
                    assertThat(one.call().outcome()).isNotEqualTo(Outcome.COMPLETED);
                } else {
                    Lease<FakeInstance> lease = one.call().lease();
                    assertThat(lease.instance().paused).as("paused").isFalse();
                    assertThat(lease.queuedNanos()).isNotNegative();
                    assertThat(lease.startNanos()).isNotNegative();
                    open.add(lease);
                }
            }
        }
    }

    void check() {
        SchedulerSnapshot totals = stage.scheduler.snapshot();
        List<InstanceSnapshot<FakeInstance>> instances = stage.scheduler.instances();
        assertThat(totals.memoryReservedBytes()).isBetween(0L, totals.memoryBudgetBytes());
        assertThat(totals.memoryReservedBytes())
                .isEqualTo(instances.stream()
                        .mapToLong(InstanceSnapshot::memoryBytes)
                        .sum())
                .isEqualTo(stage.starter.memoryInUse());
        assertThat(totals.queued()).isEqualTo(waiting.size());
        for (Waiting one : waiting) {
            assertThat(one.deadline() - stage.clock.nanos()).as("time left").isPositive();
        }
        boolean quiet = open.isEmpty()
                && stage.starter.held.isEmpty()
                && answers().stream().allMatch(a -> a.held.isEmpty());
        if (quiet) {
            assertThat(stage.scheduler.functions())
                    .as("nothing is under way for who waits, nor put off after a failed start")
                    .noneMatch(f -> f.queued() > 0 && !f.backingOff());
        }
        Map<String, Integer> live = new HashMap<>();
        for (InstanceSnapshot<FakeInstance> one : instances) {
            Deployment<String> what = FUNCTIONS.stream()
                    .filter(f -> f.name().equals(one.function()))
                    .findFirst()
                    .orElseThrow();
            assertThat(one.active()).isBetween(0, what.concurrency()).isEqualTo((int) open.stream()
                    .filter(lease -> lease.instanceId().equals(one.id()))
                    .count());
            if (one.state() != InstanceState.DRAINING) {
                live.merge(one.function().value(), 1, Integer::sum);
                assertThat(deployed.get(one.function().value()).revision()).isEqualTo(one.revision());
                FunctionSnapshot function =
                        stage.scheduler.function(one.function()).orElseThrow();
                boolean free = one.state() == InstanceState.IDLE
                        || (one.state() == InstanceState.BUSY && one.active() > 0 && one.active() < what.concurrency());
                assertThat(free && function.queued() > 0)
                        .as("free while others wait")
                        .isFalse();
            }
        }
        live.forEach((name, count) ->
                assertThat(count).isLessThanOrEqualTo(deployed.get(name).scale().max()));
    }

    /** Answers whatever is asked until nothing is, in a drain whose grace ends. */
    void finish() {
        CompletableFuture<Void> drained = stage.scheduler.drain(500).toCompletableFuture();
        assertThat(stage.call("one").outcome()).isEqualTo(Outcome.DRAINED);
        for (int round = 0; round < 200 && !drained.isDone(); round++) {
            collect();
            check();
            answerStart(round, true);
            answers().forEach(Chaos::answerOne);
            if (round % 3 == 0) {
                pick(open, 0, Lease::release);
            }
            stage.timer.advanceMillis(5);
        }
        collect();
        assertThat(drained).as("drained").isCompleted();
        assertThat(waiting).as("calls without an answer").isEmpty();
        assertThat(stage.starter.alive).as("instances left").isEmpty();
        open.forEach(Lease::release);
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isZero();
        assertThat(stage.scheduler.instances()).isEmpty();
    }
}
