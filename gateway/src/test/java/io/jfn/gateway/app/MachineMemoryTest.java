// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineMemoryTest {
    @Test
    void instances_get_four_fifths_of_the_machine() {
        assertThat(MachineMemory.defaultBudget(List.of("MemTotal:       1000 kB", "MemFree: 5 kB")))
                .isEqualTo(819_200);
        assertThat(MachineMemory.defaultBudget()).isPositive();
    }

    @Test
    void a_machine_that_does_not_tell_is_asked_of_the_operator() {
        assertThatThrownBy(() -> MachineMemory.defaultBudget(List.of())).hasMessageContaining("jfn.memory-bytes");
    }
}
