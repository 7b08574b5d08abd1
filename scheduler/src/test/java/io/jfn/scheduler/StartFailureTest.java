// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import org.junit.jupiter.api.Test;

/** Functions that do not come up. The stage's back-off begins at 100 ms and ends at 1 s. */
class StartFailureTest {
    private final Stage stage = new Stage().deploy("bad");

    @Test
    void the_outcome_of_a_failed_start_is_the_outcome_of_one_that_waited() {
        stage.starter.atOnce = false;
        Call first = stage.call("bad");
        Call second = stage.call("bad");
        stage.starter.held.removeFirst().fail(Outcome.OUT_OF_MEMORY);
        assertThat(first.outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(first.rejection()).hasMessageContaining("bad-1-1").hasMessageContaining("never listened");
        assertThat(second.waits()).isTrue();
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isEqualTo(256 * Stage.MIB);
        assertThat(stage.events).contains("failed bad-1-1 out_of_memory");
    }

    @Test
    void the_next_start_waits_longer_each_time() {
        stage.starter.failing = Outcome.START_FAILED;
        assertThat(stage.call("bad").outcome()).isEqualTo(Outcome.START_FAILED);
        Call second = stage.call("bad");
        stage.timer.advanceMillis(99);
        assertThat(second.waits()).isTrue();
        stage.timer.advanceMillis(1);
        assertThat(second.outcome()).isEqualTo(Outcome.START_FAILED);
        Call third = stage.call("bad");
        stage.timer.advanceMillis(199);
        assertThat(third.waits()).isTrue();
        stage.timer.advanceMillis(1);
        assertThat(third.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(stage.starter.starts).isEqualTo(3);
    }

    @Test
    void a_function_that_never_starts_does_not_spin() {
        stage.deploy("kept", new Scaling(2, 2, 1000)).starter.failing = Outcome.START_FAILED;
        stage.starter.alive.values().stream().toList().forEach(one -> one.end("exit 1"));
        int before = stage.starter.starts;
        stage.timer.advanceMillis(60_000);
        assertThat(stage.starter.starts - before).isBetween(55, 70);
    }

    @Test
    void after_a_failure_one_start_tries_for_all_and_success_lets_the_others_follow() {
        stage.starter.failing = Outcome.START_FAILED;
        stage.call("bad");
        stage.starter.failing = null;
        stage.starter.atOnce = false;
        Call[] calls = {stage.call("bad"), stage.call("bad"), stage.call("bad")};
        stage.timer.advanceMillis(100);
        assertThat(stage.starter.starts).isEqualTo(2);
        stage.starter.held.removeFirst().complete();
        assertThat(stage.starter.starts).isEqualTo(4);
        assertThat(calls[0].lease()).isNotNull();
    }

    @Test
    void starts_that_fail_together_count_as_one_failure() {
        stage.starter.atOnce = false;
        Call[] calls = {stage.call("bad"), stage.call("bad"), stage.call("bad")};
        while (!stage.starter.held.isEmpty()) {
            stage.starter.held.removeFirst().fail(Outcome.START_FAILED);
        }
        for (Call call : calls) {
            assertThat(call.outcome()).isEqualTo(Outcome.START_FAILED);
        }
        stage.call("bad");
        stage.timer.advanceMillis(100);
        assertThat(stage.starter.starts).isEqualTo(4);
    }

    @Test
    void a_starter_that_breaks_its_promise_makes_the_node_unavailable_not_the_scheduler() {
        Scheduler<String, FakeInstance> scheduler = new Scheduler<>(
                (id, revision, limits, gone) -> {
                    throw new IllegalStateException("no worker");
                },
                SchedulerConfig.withMemory(1024 * Stage.MIB),
                stage.clock,
                stage.timer);
        scheduler.deploy(Stage.function("hello", 1, 1, Scaling.DEFAULT));
        Call call = new Call(scheduler
                .acquire(new io.jfn.api.FunctionName("hello"), Long.MAX_VALUE)
                .toCompletableFuture());
        assertThat(call.outcome()).isEqualTo(Outcome.REJECTED_UNAVAILABLE);
        assertThat(call.rejection()).hasMessageContaining("no worker");
        assertThat(scheduler.snapshot().memoryReservedBytes()).isZero();
    }

    @Test
    void an_instance_that_is_gone_before_its_start_is_told_counts_as_not_started() {
        stage.starter.atOnce = false;
        Call call = stage.call("bad");
        FakeInstanceStarter.HeldStart start = stage.starter.held.removeFirst();
        start.gone.gone("exit 3");
        FakeInstance instance = start.complete();
        assertThat(call.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(call.rejection()).hasMessageContaining("exit 3");
        assertThat(instance.stopAsked).isTrue();
        assertThat(stage.scheduler.instances()).isEmpty();
    }
}
