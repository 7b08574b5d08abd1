// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.DeployEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployStepsTest {
    private final List<DeployEvent> events = new ArrayList<>();
    private final DeploySteps steps =
            new DeploySteps((step, done, total) -> events.add(new DeployEvent(step, done, total, null, null)));

    @Test
    void a_long_step_is_told_in_a_hundred_parts_with_its_begin_and_end() {
        for (int done = 0; done <= 100_000; done++) {
            steps.step("base image", done, 100_000);
        }
        assertThat(events).hasSize(101);
        assertThat(events.getFirst()).isEqualTo(new DeployEvent("base image", 0, 100_000, null, null));
        assertThat(events.getLast().done()).isEqualTo(100_000);
    }

    @Test
    void the_end_is_told_even_when_little_was_left() {
        steps.step("a", 0, 1000);
        steps.step("a", 999, 1000);
        steps.step("a", 1000, 1000);
        steps.step("a", 1000, 1000);
        assertThat(events).extracting(DeployEvent::done).containsExactly(0L, 999L, 1000L);
    }

    @Test
    void each_step_is_told_and_one_without_an_end_in_strides() {
        steps.step("a", 0, 0);
        steps.step("a", 1000, 0);
        steps.step("a", 9L << 20, 0);
        steps.step("b", 1, 1);
        assertThat(events).extracting(DeployEvent::step).containsExactly("a", "a", "b");
    }
}
