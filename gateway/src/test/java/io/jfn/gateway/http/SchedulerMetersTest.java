// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class SchedulerMetersTest {
    private static final FunctionName HELLO = new FunctionName("hello");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SchedulerMeters meters = new SchedulerMeters(registry);

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void what_happens_to_instances_is_counted_and_shown_before_it_happens() {
        assertThat(count("jfn.instance.pauses")).isZero();
        meters.paused(HELLO, "hello-1-1");
        meters.paused(HELLO, "hello-1-2");
        meters.resumed(HELLO, "hello-1-1");
        meters.evicted(HELLO, "hello-1-2");
        meters.expired(new FunctionName("other"), "other-1-3");
        meters.expired(HELLO, "hello-1-4");
        meters.expired(HELLO, "hello-1-5");
        assertThat(count("jfn.instance.pauses")).isEqualTo(2);
        assertThat(count("jfn.instance.resumes")).isEqualTo(1);
        assertThat(count("jfn.instance.evictions")).isEqualTo(1);
        assertThat(count("jfn.instance.expiries")).isEqualTo(3);
    }

    @Test
    void rejections_are_counted_by_outcome() {
        meters.rejected(HELLO, Outcome.REJECTED_BUSY);
        meters.rejected(HELLO, Outcome.REJECTED_BUSY);
        meters.rejected(HELLO, Outcome.TIMED_OUT);
        assertThat(count("jfn.queue.rejections", "outcome", "rejected_busy")).isEqualTo(2);
        assertThat(count("jfn.queue.rejections", "outcome", "timed_out")).isEqualTo(1);
    }
}
