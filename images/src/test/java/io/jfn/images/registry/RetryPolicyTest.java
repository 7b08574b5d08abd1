// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final String NOW = "Wed, 25 Nov 2026 03:00:00 GMT";

    private final RetryPolicy policy = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void tries_are_counted_and_pauses_double_up_to_the_longest() {
        assertThat(policy.again(2)).isTrue();
        assertThat(policy.again(3)).isFalse();
        assertThat(policy.pause(1)).hasMillis(100);
        assertThat(policy.pause(3)).hasMillis(400);
        assertThat(policy.pause(5)).hasSeconds(1);
        assertThat(policy.pause(1000)).hasSeconds(1);
    }

    @Test
    void what_a_registry_asks_for_is_seconds_or_a_date_by_its_own_clock() {
        assertThat(RetryPolicy.asked("120", NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryPolicy.asked("Wed, 25 Nov 2026 03:00:30 GMT", NOW)).contains(Duration.ofSeconds(30));
        assertThat(RetryPolicy.asked("Wed, 25 Nov 2026 02:00:00 GMT", NOW)).contains(Duration.ZERO);
        assertThat(RetryPolicy.asked("soon", NOW)).isEmpty();
        assertThat(RetryPolicy.asked("Wed, 25 Nov 2026 03:00:30 GMT", "")).isEmpty();
        assertThat(RetryPolicy.asked("-5", NOW)).isEmpty();
        assertThat(RetryPolicy.asked("99999999999999999999", NOW)).isEmpty();
    }

    @Test
    void a_wait_is_borne_up_to_the_longest_pause() {
        assertThat(policy.mayWait(Duration.ofSeconds(1))).isTrue();
        assertThat(policy.mayWait(Duration.ofMillis(1001))).isFalse();
    }
}
