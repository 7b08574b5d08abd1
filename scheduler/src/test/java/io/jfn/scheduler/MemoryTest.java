// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import org.junit.jupiter.api.Test;

/** Memory as a budget. The stage's node has room for four instances of 256 MiB. */
class MemoryTest {
    private final Stage stage = new Stage();

    @Test
    void memory_is_given_back_exactly_once() {
        MemoryBudget budget = new MemoryBudget(100);
        budget.reserve(60);
        assertThatThrownBy(() -> budget.reserve(41)).isInstanceOf(IllegalStateException.class);
        budget.announceReturn(60);
        assertThat(budget.free()).isEqualTo(40);
        assertThat(budget.returning()).isEqualTo(60);
        budget.giveBack(60, true);
        assertThat(budget.free()).isEqualTo(100);
        assertThatThrownBy(() -> budget.giveBack(60, false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_oldest_idle_instance_of_any_function_makes_room() {
        stage.deploy("old").deploy("young").deploy("mine");
        Call oldest = stage.call("old");
        Call younger = stage.call("young");
        oldest.release();
        stage.timer.advanceMillis(10);
        younger.release();
        stage.call("mine");
        stage.call("mine");
        assertThat(stage.scheduler.snapshot().memoryReservedBytes()).isEqualTo(1024 * Stage.MIB);

        assertThat(stage.call("mine").lease()).isNotNull();
        assertThat(stage.events).contains("evicted old-1-1").doesNotContain("evicted young-1-2");
        assertThat(oldest.lease().instance().stopGrace).isZero();
    }

    @Test
    void an_evicted_instance_holds_its_memory_until_it_is_gone() {
        stage.deploy("old", new Scaling(0, 4, 60_000)).deploy("mine");
        Call[] calls = {stage.call("old"), stage.call("old"), stage.call("old"), stage.call("old")};
        calls[0].release();
        stage.starter.stops.atOnce = false;
        Call mine = stage.call("mine");
        Call second = stage.call("mine");
        assertThat(mine.waits()).isTrue();
        assertThat(stage.starter.stops.held).hasSize(1);
        assertThat(stage.starter.starts).isEqualTo(4);

        stage.starter.stops.answerAll();
        assertThat(mine.lease().coldStart()).isTrue();
        assertThat(second.waits()).isTrue();
    }

    @Test
    void with_all_memory_in_use_a_call_waits_until_somebody_is_done() {
        stage.deploy("others").deploy("mine");
        Call[] calls = {stage.call("others"), stage.call("others"), stage.call("others"), stage.call("others")};
        Call mine = stage.call("mine");
        assertThat(mine.waits()).isTrue();
        stage.timer.advanceMillis(3);
        calls[2].release();
        assertThat(mine.lease().instanceId()).isEqualTo("mine-1-5");
        assertThat(mine.lease().queuedNanos()).isEqualTo(3_000_000);
        assertThat(stage.events).contains("evicted " + calls[2].instance());
    }

    @Test
    void with_all_memory_kept_by_minimums_a_call_is_refused() {
        stage.deploy("kept", new Scaling(4, 4, 60_000)).deploy("mine");
        Call mine = stage.call("mine");
        assertThat(mine.outcome()).isEqualTo(Outcome.REJECTED_NO_CAPACITY);
        assertThat(mine.rejection()).hasMessageContaining("mine").hasMessageContaining("0 of 1073741824");
        assertThat(stage.starter.alive).hasSize(4);
    }

    @Test
    void who_waits_for_memory_that_turns_out_to_be_kept_is_refused_then() {
        stage.deploy("kept", new Scaling(4, 4, 60_000)).deploy("mine");
        Call running = stage.call("kept");
        Call mine = stage.call("mine");
        assertThat(mine.waits()).isTrue();
        running.release();
        assertThat(mine.outcome()).isEqualTo(Outcome.REJECTED_NO_CAPACITY);
    }

    @Test
    void an_instance_larger_than_the_node_is_refused_at_once() {
        stage.deploy("others");
        stage.call("others");
        stage.scheduler.deploy(Stage.function("huge", 1, 1, new Scaling(0, 1, 0), 2048));
        assertThat(stage.call("huge").outcome()).isEqualTo(Outcome.REJECTED_NO_CAPACITY);
    }

    @Test
    void a_minimum_that_finds_no_memory_starts_when_there_is_some() {
        stage.deploy("others");
        Call[] calls = {stage.call("others"), stage.call("others"), stage.call("others"), stage.call("others")};
        stage.deploy("kept", new Scaling(2, 2, 60_000));
        assertThat(stage.starter.starts).isEqualTo(4);
        calls[0].release();
        calls[1].release();
        assertThat(stage.starter.payloads.values().stream().filter(p -> p.startsWith("kept")))
                .hasSize(2);
    }

    @Test
    void a_small_instance_does_not_take_what_a_larger_one_waits_for() {
        stage.deploy("old", new Scaling(0, 4, 60_000));
        Call[] calls = {stage.call("old"), stage.call("old"), stage.call("old")};
        stage.scheduler.deploy(Stage.function("large", 1, 1, new Scaling(0, 1, 60_000), 512));
        stage.deploy("small");
        calls[0].release();
        stage.starter.stops.atOnce = false;
        Call large = stage.call("large");
        Call small = stage.call("small");
        assertThat(small.waits()).isTrue();
        stage.starter.stops.answerAll();
        assertThat(large.lease()).isNotNull();
        assertThat(small.waits()).isTrue();
    }

    @Test
    void a_busy_function_yields_to_one_that_has_waited_for_memory_longer_than_the_patience() {
        stage.deploy("greedy").deploy("mine");
        Call[] calls = {stage.call("greedy"), stage.call("greedy"), stage.call("greedy"), stage.call("greedy")};
        Call mine = stage.call("mine");
        Call soon = stage.call("greedy");
        stage.timer.advanceMillis(499);
        calls[0].release();
        assertThat(soon.lease())
                .as("within the patience its own waiter is served")
                .isNotNull();
        assertThat(mine.waits()).isTrue();

        Call next = stage.call("greedy");
        stage.timer.advanceMillis(1);
        calls[1].release();
        assertThat(mine.lease()).isNotNull();
        assertThat(next.waits()).isTrue();
        calls[2].release();
        assertThat(next.lease()).isNotNull();
    }
}
