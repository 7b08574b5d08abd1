// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A new revision takes over, and the node stops, without a call that fails. */
class UpdateAndDrainTest {
    private static final Scaling ONE = new Scaling(0, 1, 60_000);

    private final Stage stage = new Stage().deploy("hello", ONE);

    private void update(int revision) {
        stage.scheduler.deploy(Stage.function("hello", revision, 1, ONE));
    }

    private CompletableFuture<Void> drain(long graceMillis) {
        return stage.scheduler.drain(graceMillis).toCompletableFuture();
    }

    @Test
    void running_calls_finish_on_the_old_revision_and_waiting_ones_move_to_the_new() {
        Call running = stage.call("hello");
        Call waiting = stage.call("hello");
        update(2);
        assertThat(waiting.lease().revision()).isEqualTo(2);
        assertThat(running.lease().instance().stopAsked).isFalse();
        running.release();
        assertThat(running.lease().instance().stopGrace).isEqualTo(2000);
        assertThat(stage.starter.alive.keySet()).containsExactly(waiting.instance());
    }

    @Test
    void idle_and_paused_instances_of_the_old_revision_end() {
        Call old = stage.call("hello").release();
        stage.timer.advanceMillis(50);
        update(2);
        assertThat(old.lease().instance().stopAsked).isTrue();
        assertThat(stage.call("hello").lease().revision()).isEqualTo(2);
    }

    @Test
    void an_instance_of_the_old_revision_that_still_starts_ends_when_it_is_up() {
        stage.starter.atOnce = false;
        Call call = stage.call("hello");
        update(2);
        assertThat(stage.states()).containsExactly(InstanceState.DRAINING, InstanceState.STARTING);
        FakeInstance old = stage.starter.held.removeFirst().complete();
        assertThat(old.stopAsked).isTrue();
        assertThat(call.waits()).isTrue();
        stage.starter.held.removeFirst().complete();
        assertThat(call.lease().revision()).isEqualTo(2);
    }

    @Test
    void an_old_revision_that_fails_to_start_is_nobodys_outcome_after_the_update() {
        stage.starter.atOnce = false;
        Call call = stage.call("hello");
        update(2);
        stage.starter.held.removeFirst().fail(Outcome.START_FAILED);
        assertThat(call.waits()).isTrue();
        stage.starter.held.removeFirst().complete();
        assertThat(call.lease()).isNotNull();
    }

    @Test
    void a_revision_that_is_not_newer_changes_nothing() {
        update(3);
        Call call = stage.call("hello").release();
        update(2);
        update(3);
        assertThat(stage.call("hello").instance()).isEqualTo(call.instance());
    }

    @Test
    void a_new_revision_may_fix_one_that_never_started() {
        stage.starter.failing = Outcome.START_FAILED;
        stage.call("hello");
        Call waiting = stage.call("hello");
        stage.starter.failing = null;
        update(2);
        assertThat(waiting.lease().revision()).isEqualTo(2);
    }

    @Test
    void a_removed_function_can_be_deployed_again_from_its_first_revision() {
        update(7);
        stage.scheduler.remove(new FunctionName("hello"));
        update(1);
        assertThat(stage.call("hello").lease().revision()).isEqualTo(1);
    }

    @Test
    void steady_calls_over_many_updates_all_succeed() {
        for (int revision = 2; revision < 100; revision++) {
            Call running = stage.call("hello");
            Call waiting = stage.call("hello");
            update(revision);
            running.release();
            waiting.release();
        }
        assertThat(stage.events).noneMatch(event -> event.startsWith("rejected"));
        assertThat(stage.starter.alive).hasSize(1);
    }

    @Test
    void a_drained_node_takes_no_calls_and_ends_idle_instances_at_once() {
        stage.deploy("kept", new Scaling(2, 2, 60_000));
        stage.call("hello").release();
        CompletableFuture<Void> drained = drain(10_000);
        assertThat(stage.starter.alive).isEmpty();
        assertThat(drained).isCompleted();
        assertThat(stage.call("hello").outcome()).isEqualTo(Outcome.DRAINED);
        stage.timer.advanceMillis(20_000);
        assertThat(stage.starter.starts).isEqualTo(3);
        assertThat(stage.timer.pending())
                .as("closing the timer waits for nothing")
                .isZero();
    }

    @Test
    void running_and_queued_calls_finish_before_a_drain_ends() {
        Call running = stage.call("hello");
        Call queued = stage.call("hello");
        CompletableFuture<Void> drained = drain(10_000);
        assertThat(queued.waits()).isTrue();
        running.release();
        queued.release();
        assertThat(drained).isCompleted();
        assertThat(stage.scheduler.instances()).isEmpty();
    }

    @Test
    void a_queued_call_still_gets_its_cold_start_during_a_drain() {
        stage.starter.atOnce = false;
        Call queued = stage.call("hello");
        CompletableFuture<Void> drained = drain(10_000);
        stage.starter.held.removeFirst().complete();
        assertThat(drained).isNotDone();
        queued.release();
        assertThat(drained).isCompleted();
    }

    @Test
    void at_the_end_of_the_grace_everything_stops() {
        stage.deploy("stuck", ONE).starter.atOnce = false;
        Call starting = stage.call("stuck");
        stage.starter.atOnce = true;
        Call running = stage.call("hello");
        Call queued = stage.call("hello");
        CompletableFuture<Void> drained = drain(1000);
        stage.timer.advanceMillis(999);
        assertThat(queued.waits()).isTrue();
        stage.timer.advanceMillis(1);
        assertThat(queued.outcome()).isEqualTo(Outcome.DRAINED);
        assertThat(starting.outcome()).isEqualTo(Outcome.DRAINED);
        assertThat(running.lease().instance().stopGrace).isZero();
        assertThat(drained).as("a start can not be called back").isNotDone();
        stage.starter.held.removeFirst().complete();
        assertThat(drained).isCompleted();
        running.release();
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isZero();
    }

    @Test
    void a_second_drain_can_only_be_sooner() {
        Call running = stage.call("hello");
        stage.scheduler.drain(1000);
        stage.scheduler.drain(5000);
        stage.timer.advanceMillis(1000);
        assertThat(running.lease().instance().stopAsked).isTrue();
    }

    @Test
    void a_timer_that_is_shut_down_does_not_break_what_is_left() {
        stage.timer.shutdown();
        stage.call("hello").release();
        assertThat(drain(0)).isCompleted();
    }
}
