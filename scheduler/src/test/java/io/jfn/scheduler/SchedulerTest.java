// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final Stage stage = new Stage();

    @Test
    void an_unknown_function_is_not_found() {
        assertThat(stage.call("nobody").outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(stage.events).containsExactly("rejected nobody not_found");
    }

    @Test
    void the_first_call_starts_an_instance_and_the_second_finds_it() {
        stage.deploy("hello").starter.atOnce = false;
        Call first = stage.call("hello");
        assertThat(first.waits()).isTrue();
        stage.timer.advanceMillis(7);
        stage.starter.held.removeFirst().complete();

        assertThat(first.lease().coldStart()).isTrue();
        assertThat(first.lease().startNanos()).isEqualTo(7_000_000);
        assertThat(first.lease().queuedNanos()).isZero();
        assertThat(first.lease().revision()).isEqualTo(1);
        first.release();

        Call second = stage.call("hello");
        assertThat(second.lease().coldStart()).isFalse();
        assertThat(second.lease().startNanos() + second.lease().queuedNanos()).isZero();
        assertThat(second.instance()).isEqualTo(first.instance());
        assertThat(stage.starter.starts).isOne();
    }

    @Test
    void the_instance_used_last_is_used_first() {
        stage.deploy("hello");
        List<Call> calls = Stream.generate(() -> stage.call("hello")).limit(3).toList();
        calls.get(1).release();
        calls.get(0).release();
        calls.get(2).release();
        assertThat(stage.call("hello").instance()).isEqualTo(calls.get(2).instance());
        assertThat(stage.call("hello").instance()).isEqualTo(calls.get(0).instance());
        assertThat(stage.call("hello").instance()).isEqualTo(calls.get(1).instance());
    }

    @Test
    void an_instance_takes_as_many_as_its_concurrency_before_another_starts() {
        stage.scheduler.deploy(Stage.function("hello", 1, 3, new Scaling(0, 4, 60_000)));
        List<Call> calls = Stream.generate(() -> stage.call("hello")).limit(4).toList();
        assertThat(calls.stream().map(Call::instance).distinct()).hasSize(2);
        assertThat(calls.subList(0, 3).stream().map(Call::instance).distinct()).hasSize(1);
    }

    @Test
    void a_burst_for_one_concurrent_instance_starts_it_once() {
        stage.scheduler.deploy(Stage.function("hello", 1, 5, new Scaling(0, 4, 60_000)));
        stage.starter.atOnce = false;
        List<Call> calls = Stream.generate(() -> stage.call("hello")).limit(6).toList();
        assertThat(stage.starter.starts).isEqualTo(2);
        stage.starter.held.removeFirst().complete();
        assertThat(calls.stream().filter(Call::waits)).hasSize(1);
    }

    @Test
    void the_minimum_is_started_without_calls_and_replaced_when_gone() {
        stage.deploy("hello", new Scaling(2, 4, 60_000));
        assertThat(stage.starter.alive).hasSize(2);
        stage.call("hello").release();
        List.copyOf(stage.starter.alive.values()).get(1).end("exit 1");
        assertThat(stage.starter.alive).hasSize(2);
        assertThat(stage.starter.starts).isEqualTo(3);
        assertThat(stage.events).contains("gone hello-1-2 exit 1");
    }

    @Test
    void an_instance_that_ends_before_any_call_is_replaced_only_after_a_pause() {
        stage.deploy("hello", new Scaling(1, 4, 60_000));
        stage.starter.instance("hello-1-1").end("exit 1");
        assertThat(stage.starter.starts).isOne();
        stage.timer.advanceMillis(100);
        assertThat(stage.starter.starts).isEqualTo(2);
    }

    @Test
    void the_maximum_is_never_exceeded_and_the_rest_waits_in_order() {
        stage.deploy("hello", new Scaling(0, 2, 60_000));
        List<Call> calls = Stream.generate(() -> stage.call("hello")).limit(4).toList();
        assertThat(stage.starter.starts).isEqualTo(2);
        assertThat(stage.queued()).isEqualTo(2);
        calls.get(1).release();
        assertThat(calls.get(2).instance()).isEqualTo(calls.get(1).instance());
        assertThat(calls.get(3).waits()).isTrue();
    }

    @Test
    void a_full_queue_is_busy() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        List<Call> calls = Stream.generate(() -> stage.call("hello")).limit(11).toList();
        assertThat(calls.stream().filter(Call::waits)).hasSize(10);
        Call one = stage.call("hello");
        assertThat(one.outcome()).isEqualTo(Outcome.REJECTED_BUSY);
        assertThat(one.rejection()).hasMessageContaining("hello").hasMessageContaining("10 invocations wait");
    }

    @Test
    void a_queue_of_length_zero_still_starts_what_may_be_started() {
        Stage none = new Stage(new SchedulerConfig(1024 * Stage.MIB, 0, 50, 2000, 100, 1000, 500));
        none.deploy("hello", new Scaling(0, 2, 60_000)).starter.atOnce = false;
        assertThat(none.call("hello").waits()).isTrue();
        assertThat(none.call("hello").waits()).isTrue();
        assertThat(none.call("hello").outcome()).isEqualTo(Outcome.REJECTED_BUSY);
    }

    @Test
    void waiting_ends_at_the_deadline() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        stage.call("hello");
        Call patient = stage.call("hello", 2000);
        Call hasty = stage.call("hello", 1000);
        stage.timer.advanceMillis(999);
        assertThat(hasty.waits()).isTrue();
        stage.timer.advanceMillis(1);
        assertThat(hasty.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(patient.waits()).isTrue();
        stage.timer.advanceMillis(1000);
        assertThat(patient.outcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(stage.call("hello", 0).outcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void who_gives_up_frees_the_place_in_the_queue() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        Call first = stage.call("hello");
        Call second = stage.call("hello");
        Call third = stage.call("hello");
        second.future().cancel(false);
        assertThat(stage.queued()).isOne();
        first.release();
        assertThat(third.lease()).isNotNull();
    }

    @Test
    void a_lease_is_given_back_once() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        Call first = stage.call("hello");
        first.release().release();
        first.lease().discard(Outcome.CRASHED);
        assertThat(stage.states()).containsExactly(InstanceState.IDLE);
        assertThat(stage.scheduler.instances().getFirst().completed()).isOne();
        Call second = stage.call("hello");
        first.release();
        assertThat(stage.call("hello").waits()).isTrue();
        assertThat(second.lease().instance().stopAsked).isFalse();
    }

    @Test
    void a_discarded_instance_is_stopped_at_once_and_replaced_for_who_waits() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        Call first = stage.call("hello");
        Call second = stage.call("hello");
        first.lease().discard(Outcome.TIMED_OUT);
        assertThat(first.lease().instance().stopGrace).isZero();
        assertThat(second.instance()).isNotEqualTo(first.instance());
        assertThat(second.lease().coldStart()).isTrue();
    }

    @Test
    void a_discarded_instance_with_other_invocations_lets_them_finish_unless_its_process_is_gone() {
        stage.scheduler.deploy(Stage.function("hello", 1, 2, new Scaling(0, 4, 60_000)));
        Call slow = stage.call("hello");
        Call other = stage.call("hello");
        slow.lease().discard(Outcome.TIMED_OUT);
        assertThat(stage.states()).containsExactly(InstanceState.DRAINING);
        assertThat(other.lease().instance().stopAsked).isFalse();
        assertThat(stage.call("hello").instance()).isNotEqualTo(other.instance());
        other.release();
        assertThat(other.lease().instance().stopAsked).isTrue();

        Call third = stage.call("hello");
        Call fourth = stage.call("hello");
        assertThat(fourth.instance()).isNotEqualTo(other.instance());
        third.lease().discard(Outcome.OUT_OF_MEMORY);
        assertThat(third.lease().instance().stopAsked).isTrue();
        fourth.release();
    }

    @Test
    void removing_a_function_fails_who_waits_and_lets_the_rest_finish() {
        stage.deploy("hello", new Scaling(0, 1, 60_000));
        Call running = stage.call("hello");
        Call waiting = stage.call("hello");
        stage.scheduler.remove(new FunctionName("hello"));
        assertThat(waiting.outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(stage.call("hello").outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(stage.states()).containsExactly(InstanceState.DRAINING);
        running.release();
        assertThat(stage.scheduler.instances()).isEmpty();
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isZero();
    }

    @Test
    void snapshots_tell_what_is_there() {
        stage.deploy("hello", new Scaling(0, 4, 60_000));
        Call one = stage.call("hello");
        stage.timer.advanceMillis(20);
        stage.call("hello").release();
        InstanceSnapshot<FakeInstance> busy = stage.scheduler.instances().getFirst();
        assertThat(busy.id()).isEqualTo(one.instance());
        assertThat(busy.ageNanos()).isEqualTo(20_000_000);
        assertThat(busy.startedAtNanos()).isEqualTo(stage.clock.inMillis(-20));
        assertThat(busy.instance()).isSameAs(one.lease().instance());
        assertThat(stage.scheduler.function(new FunctionName("hello")))
                .hasValue(new FunctionSnapshot(new FunctionName("hello"), 1, 0, 0, 1, 1, 0, 0, false));
        assertThat(stage.scheduler.functions()).hasSize(1);
        assertThat(stage.scheduler.snapshot())
                .isEqualTo(new SchedulerSnapshot(1, 2, 1, 0, 1024 * Stage.MIB, 512 * Stage.MIB, false));
    }

    @Test
    void a_steady_flow_of_calls_sets_no_timer_of_its_own() {
        stage.deploy("hello");
        stage.call("hello").release();
        int before = stage.timer.scheduled;
        for (int i = 0; i < 1000; i++) {
            stage.call("hello").release();
        }
        assertThat(stage.timer.scheduled).isEqualTo(before);
        assertThat(stage.timer.pending()).isOne();
    }

    @Test
    void ten_thousand_waiters_that_end_at_once_do_not_overflow_the_stack() {
        Stage longQueue = new Stage(new SchedulerConfig(1024 * Stage.MIB, 10_000, 50, 2000, 100, 1000, 500));
        longQueue.deploy("hello", new Scaling(0, 1, 60_000));
        Call first = longQueue.call("hello");
        int[] served = new int[1];
        for (int i = 0; i < 10_000; i++) {
            longQueue
                    .scheduler
                    .acquire(new FunctionName("hello"), Long.MAX_VALUE)
                    .thenAccept(lease -> {
                        served[0]++;
                        lease.release();
                    });
        }
        first.release();
        assertThat(served[0]).isEqualTo(10_000);
    }
}
