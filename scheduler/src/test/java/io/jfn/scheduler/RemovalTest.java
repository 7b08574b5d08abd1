// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.Scaling;
import io.jfn.scheduler.Stage.Call;
import org.junit.jupiter.api.Test;

/** A removed function is told to have vanished when the last of it is over, once, and not while it is deployed again. */
class RemovalTest {
    private static final String VANISHED = "vanished hello";
    private static final Scaling TWO = new Scaling(0, 2, 60_000);

    private final Stage stage = new Stage().deploy("hello", TWO);

    private void remove() {
        stage.scheduler.remove(new FunctionName("hello"));
    }

    private long told() {
        return stage.events.stream().filter(VANISHED::equals).count();
    }

    @Test
    void a_function_without_instances_vanishes_with_its_removal() {
        remove();
        assertThat(told()).isOne();
        remove();
        assertThat(told()).as("an unknown function").isOne();
    }

    @Test
    void the_last_instance_that_ends_takes_the_function_with_it() {
        Call first = stage.call("hello");
        Call second = stage.call("hello");
        remove();
        first.release();
        assertThat(told()).isZero();
        second.release();
        assertThat(told()).isOne();
    }

    @Test
    void it_has_not_vanished_before_its_instance_is_gone_from_the_node() {
        stage.call("hello").release();
        stage.starter.stops.atOnce = false;
        remove();
        assertThat(told()).isZero();
        stage.starter.stops.answerAll();
        assertThat(told()).isOne();
    }

    @Test
    void a_start_under_way_counts_until_it_is_over() {
        stage.starter.atOnce = false;
        stage.call("hello");
        stage.call("hello");
        remove();
        stage.starter.held.removeFirst().fail(Outcome.START_FAILED);
        assertThat(told()).isZero();
        stage.starter.held.removeFirst().complete();
        assertThat(told()).isOne();
    }

    @Test
    void an_invocation_that_outlives_its_instance_counts_until_it_gives_up() {
        Call released = stage.call("hello");
        Call discarded = stage.call("hello");
        remove();
        released.lease().instance().end("exit code 1");
        discarded.lease().instance().end("exit code 1");
        assertThat(stage.scheduler.instances()).isEmpty();
        assertThat(told()).isZero();
        released.release();
        assertThat(told()).isZero();
        discarded.lease().discard(Outcome.CRASHED);
        assertThat(told()).isOne();
    }

    @Test
    void a_function_that_was_deployed_again_does_not_vanish_with_its_old_instances() {
        Call old = stage.call("hello");
        remove();
        stage.deploy("hello", TWO);
        old.release();
        assertThat(told()).isZero();
        Call fresh = stage.call("hello");
        remove();
        assertThat(told()).isZero();
        fresh.release();
        assertThat(told()).isOne();
    }

    @Test
    void an_instance_that_ends_does_not_take_a_deployed_function_with_it() {
        stage.call("hello").lease().instance().end("exit code 1");
        assertThat(told()).isZero();
    }
}
