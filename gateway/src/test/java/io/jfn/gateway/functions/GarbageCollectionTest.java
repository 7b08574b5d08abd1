// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GarbageCollectionTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void many_requests_before_a_run_are_one_run_and_one_after_it_is_another() {
        var garbage = new GarbageCollection(runs::incrementAndGet, tasks::add);
        garbage.request();
        garbage.request();
        assertThat(tasks).hasSize(1);
        assertThat(runs).hasValue(0);
        tasks.remove().run();
        garbage.request();
        tasks.remove().run();
        assertThat(runs).hasValue(2);
    }

    @Test
    void a_run_that_fails_does_not_end_them() {
        var garbage = new GarbageCollection(
                () -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("disk is away");
                },
                tasks::add);
        garbage.request();
        tasks.remove().run();
        garbage.request();
        tasks.remove().run();
        assertThat(runs).hasValue(2);
    }
}
