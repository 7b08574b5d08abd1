// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import org.junit.jupiter.api.Test;

/** What becomes of instances that nobody calls. The stage pauses after 50 ms. */
class KeepAliveTest {
    private final Stage stage = new Stage().deploy("hello", new Scaling(0, 4, 60_000));

    @Test
    void an_idle_instance_is_paused_after_the_grace_and_resumed_before_use() {
        Call first = stage.call("hello").release();
        FakeInstance instance = first.lease().instance();
        stage.timer.advanceMillis(49);
        assertThat(instance.paused).isFalse();
        stage.timer.advanceMillis(1);
        assertThat(instance.paused).isTrue();
        assertThat(stage.states()).containsExactly(InstanceState.PAUSED);

        Call second = stage.call("hello");
        assertThat(second.lease().instance()).isSameAs(instance);
        assertThat(instance.paused).isFalse();
        assertThat(second.lease().coldStart()).isFalse();
        assertThat(stage.events).contains("paused hello-1-1", "resumed hello-1-1");
    }

    @Test
    void a_busy_instance_is_not_paused() {
        Call first = stage.call("hello");
        stage.timer.advanceMillis(100_000);
        assertThat(first.lease().instance().paused).isFalse();
        assertThat(stage.states()).containsExactly(InstanceState.BUSY);
    }

    @Test
    void a_call_that_comes_while_its_instance_is_being_paused_waits_for_pause_and_resume() {
        stage.call("hello").release();
        stage.starter.pauses.atOnce = false;
        stage.starter.resumes.atOnce = false;
        stage.timer.advanceMillis(50);
        Call call = stage.call("hello");
        assertThat(stage.starter.resumes.held).isEmpty();
        stage.starter.pauses.answerAll();
        assertThat(stage.starter.resumes.held).hasSize(1);
        assertThat(call.waits()).isTrue();
        stage.timer.advanceMillis(2);
        stage.starter.resumes.answerAll();
        assertThat(call.lease().queuedNanos()).isEqualTo(2_000_000);
        assertThat(stage.starter.starts).isOne();
    }

    @Test
    void a_running_idle_instance_is_taken_before_a_paused_one() {
        Call one = stage.call("hello");
        Call two = stage.call("hello");
        one.release();
        stage.timer.advanceMillis(50);
        two.release();
        assertThat(stage.call("hello").instance()).isEqualTo(two.instance());
        assertThat(stage.call("hello").instance()).isEqualTo(one.instance());
        assertThat(stage.starter.starts).isEqualTo(2);
    }

    @Test
    void an_instance_that_can_not_be_resumed_is_discarded_and_another_tried() {
        Call first = stage.call("hello").release();
        stage.timer.advanceMillis(50);
        stage.starter.resumes.failing = true;
        Call second = stage.call("hello");
        assertThat(second.instance()).isNotEqualTo(first.instance());
        assertThat(first.lease().instance().stopAsked).isTrue();
    }

    @Test
    void an_instance_that_can_not_be_paused_stays_in_use() {
        Call first = stage.call("hello").release();
        stage.starter.pauses.failing = true;
        stage.timer.advanceMillis(1000);
        assertThat(stage.states()).containsExactly(InstanceState.IDLE);
        assertThat(stage.call("hello").instance()).isEqualTo(first.instance());
    }

    @Test
    void an_idle_instance_expires_after_its_keep_alive() {
        stage.call("hello").release();
        stage.timer.advanceMillis(59_999);
        assertThat(stage.starter.alive).hasSize(1);
        stage.timer.advanceMillis(1);
        assertThat(stage.starter.alive).isEmpty();
        assertThat(stage.events).contains("expired hello-1-1");
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isZero();
        assertThat(stage.timer.pending()).as("nothing left to wake for").isZero();
    }

    @Test
    void a_call_begins_the_keep_alive_anew() {
        stage.call("hello").release();
        stage.timer.advanceMillis(30_000);
        stage.call("hello").release();
        stage.timer.advanceMillis(59_999);
        assertThat(stage.starter.alive).hasSize(1);
    }

    @Test
    void with_few_calls_the_instances_used_least_expire() {
        Call one = stage.call("hello");
        Call two = stage.call("hello");
        one.release();
        two.release();
        for (int i = 0; i < 7; i++) {
            stage.timer.advanceMillis(10_000);
            stage.call("hello").release();
        }
        assertThat(stage.starter.alive.keySet()).containsExactly(two.instance());
    }

    @Test
    void the_minimum_does_not_expire() {
        stage.deploy("kept", new Scaling(1, 4, 1000));
        Call one = stage.call("kept");
        Call two = stage.call("kept");
        one.release();
        two.release();
        stage.timer.advanceMillis(100_000);
        assertThat(stage.starter.alive.keySet()).containsExactly(two.instance());
        assertThat(stage.states()).containsExactly(InstanceState.PAUSED);
    }

    @Test
    void without_keep_alive_an_instance_ends_with_its_call() {
        stage.deploy("once", new Scaling(0, 4, 0));
        stage.call("once").release();
        stage.timer.advanceMillis(1);
        assertThat(stage.starter.alive).isEmpty();
    }

    @Test
    void a_paused_instance_that_ends_by_itself_is_forgotten() {
        Call first = stage.call("hello").release();
        stage.timer.advanceMillis(50);
        first.lease().instance().end("killed");
        assertThat(stage.scheduler.instances()).isEmpty();
        assertThat(stage.call("hello").lease().coldStart()).isTrue();
    }

    @Test
    void a_busy_instance_that_ends_by_itself_takes_no_further_call() {
        Call first = stage.call("hello");
        first.lease().instance().end("killed");
        assertThat(stage.scheduler.instances()).isEmpty();
        first.lease().discard(Outcome.CRASHED);
        assertThat(stage.call("hello").instance()).isNotEqualTo(first.instance());
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isEqualTo(256 * Stage.MIB);
    }
}
