// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.scheduler.KeepAlivePolicy.Action;
import io.jfn.scheduler.KeepAlivePolicy.Idle;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepAlivePolicyTest {
    @ParameterizedTest
    @CsvSource({
        "  0, true,  true,  KEEP,   50",
        " 49, true,  true,  KEEP,    1",
        " 50, true,  true,  PAUSE,   0",
        " 50, false, true,  KEEP,  950",
        "999, false, true,  KEEP,    1",
        "1000, false, true,  EXPIRE, 0",
        "1000, true,  true,  EXPIRE, 0",
        "1000, true,  false, PAUSE,  0",
        "9999, false, false, KEEP,  " + Long.MAX_VALUE,
    })
    void pauses_after_the_grace_and_expires_after_the_keep_alive(
            long idle, boolean pausable, boolean surplus, Action action, long askAgain) {
        Idle instance = new Idle(idle, pausable, surplus);
        assertThat(KeepAlivePolicy.decide(instance, 50, 1000)).isEqualTo(action);
        assertThat(KeepAlivePolicy.askAgainIn(instance, 50, 1000)).isEqualTo(askAgain);
    }

    @Property
    void asking_again_when_it_says_gives_something_to_do(
            @ForAll @LongRange(max = 100) long idle,
            @ForAll boolean pausable,
            @ForAll boolean surplus,
            @ForAll @LongRange(max = 100) long grace,
            @ForAll @LongRange(max = 100) long keepAlive) {
        long in = KeepAlivePolicy.askAgainIn(new Idle(idle, pausable, surplus), grace, keepAlive);
        if (in == Long.MAX_VALUE) {
            assertThat(pausable || surplus).isFalse();
        } else {
            Idle then = new Idle(idle + in, pausable, surplus);
            assertThat(KeepAlivePolicy.decide(then, grace, keepAlive)).isNotEqualTo(Action.KEEP);
        }
        if (in > 0) {
            assertThat(KeepAlivePolicy.decide(new Idle(idle, pausable, surplus), grace, keepAlive))
                    .isEqualTo(Action.KEEP);
        }
    }
}
