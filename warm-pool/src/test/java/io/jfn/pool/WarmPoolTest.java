// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WarmPoolTest {
    private final FakeSandboxRuntime runtime = new FakeSandboxRuntime(new FakeDescriptors());
    private final MemoryBudget budget = new MemoryBudget(200 * Claims.MIB);
    private final AtomicLong now = new AtomicLong();

    private WarmPool pool(int floor, int ceiling, int makers) {
        var config = new PoolConfig(new PoolPolicy(floor, ceiling), makers, 4, 2, Claims.MIB);
        return new WarmPool(runtime, config, budget, Thread::new, now::get);
    }

    private static void fill(WarmPool pool) {
        while (pool.step()) {
            // one sandbox a step
        }
    }

    @Test
    void a_ready_sandbox_is_taken_before_one_is_made() throws Exception {
        try (var pool = pool(2, 4, 0)) {
            fill(pool);
            assertThat(pool.launch(Claims.on("h")).poolHit()).isTrue();
            assertThat(pool.launch(Claims.on("h")).poolHit()).isTrue();
            assertThat(pool.launch(Claims.on("h")).poolHit()).isFalse();
            assertThat(runtime.made).hasSize(3);
        }
    }

    @Test
    void demand_fills_it_beyond_the_floor_and_its_end_empties_it() throws Exception {
        try (var pool = pool(1, 4, 0)) {
            for (int i = 0; i < 3; i++) {
                ended(pool.launch(Claims.on("h" + i)));
            }
            fill(pool);
            assertThat(pool.counts().ready()).isEqualTo(3);
            now.addAndGet(TimeUnit.SECONDS.toNanos(61));
            fill(pool);
            assertThat(pool.counts().ready()).isEqualTo(1);
        }
        assertThat(runtime.alive()).isZero();
    }

    private static void ended(Launched launched) {
        launched.sandbox().close();
    }

    @Test
    void what_comes_again_finds_a_sandbox_that_was_bound_ahead() throws Exception {
        try (var pool = pool(2, 4, 0)) {
            fill(pool);
            ended(pool.launch(Claims.on("h")));
            ended(pool.launch(Claims.on("h")));
            fill(pool);
            assertThat(pool.counts().ready()).isEqualTo(4);
            ended(pool.launch(Claims.on("h")));
            assertThat(runtime.made.stream().filter(one -> one.calls.containsAll(List.of("bind", "start"))))
                    .hasSize(1);
            ended(pool.launch(Claims.on("other")));
            assertThat(runtime.made.stream().filter(one -> one.calls.containsAll(List.of("bind", "start"))))
                    .hasSize(1);
        }
        assertThat(runtime.alive()).isZero();
    }

    @Test
    void one_whose_layers_are_others_by_now_is_ended_and_a_ready_one_taken() throws Exception {
        try (var pool = pool(2, 4, 0)) {
            fill(pool);
            ended(pool.launch(Claims.on("h")));
            ended(pool.launch(Claims.on("h")));
            fill(pool);
            var bound = runtime.made.stream()
                    .filter(one -> one.calls.contains("bind"))
                    .toList();
            bound.forEach(FakeSandbox::becomeStale);
            ended(pool.launch(Claims.on("h")));
            assertThat(bound).isNotEmpty().noneMatch(one -> one.calls.contains("start"));
            pool.forgetClaims();
            assertThat(pool.counts().ready()).isLessThan(4);
        }
        assertThat(runtime.alive()).isZero();
    }

    @Test
    void a_claim_with_secrets_is_never_bound_ahead() throws Exception {
        try (var pool = pool(2, 4, 0)) {
            fill(pool);
            for (int i = 0; i < 3; i++) {
                ended(pool.launch(Claims.withSecret("h")));
            }
            fill(pool);
            assertThat(runtime.made).noneMatch(one -> one.calls.contains("bind"));
        }
    }

    @Test
    void a_binding_that_fails_ahead_is_not_tried_again_and_leaves_nothing() throws Exception {
        try (var pool = pool(2, 4, 0)) {
            fill(pool);
            ended(pool.launch(Claims.on("unbindable")));
            ended(pool.launch(Claims.on("unbindable")));
            fill(pool);
            fill(pool);
            assertThat(runtime.made.stream().filter(one -> one.calls.contains("bind")))
                    .hasSize(1);
            assertThat(pool.counts().ready()).isEqualTo(2);
        }
        assertThat(runtime.alive()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void what_waits_does_its_other_work_meanwhile() throws Exception {
        try (var pool = pool(1, 1, 0)) {
            fill(pool);
            var done = new AtomicLong();
            pool.launch(Claims.on("h"), done::incrementAndGet);
            assertThat(done).hasPositiveValue();
            done.set(0);
            pool.launch(Claims.on("h"), done::incrementAndGet);
            assertThat(done).hasPositiveValue();
        }
    }

    @Test
    void a_claim_beyond_the_memory_budget_is_refused() throws Exception {
        try (var pool = pool(0, 0, 0)) {
            var first = pool.launch(Claims.of("h", 190 * Claims.MIB, 0));
            assertThatThrownBy(() -> pool.launch(Claims.on("h"))).isInstanceOf(NoCapacityException.class);
            first.sandbox().close();
            assertThat(pool.launch(Claims.on("h")).sandbox().state()).isEqualTo(SandboxState.RUNNING);
        }
    }

    @Test
    void a_launch_that_fails_leaves_nothing() {
        try (var pool = pool(1, 1, 0)) {
            fill(pool);
            assertThatThrownBy(() -> pool.launch(Claims.on("fails"))).isInstanceOf(SandboxException.class);
        }
        assertThat(runtime.alive()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_sandbox_that_cannot_be_made_on_the_spot_leaves_nothing() {
        try (var pool = pool(0, 0, 0)) {
            runtime.failingCreates.set(1);
            assertThatThrownBy(() -> pool.launch(Claims.on("h")))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("S1 unshare");
            assertThat(budget.reservedBytes()).isZero();
        }
    }

    @Test
    void making_ahead_survives_a_failure() {
        try (var pool = pool(2, 2, 0)) {
            runtime.failingCreates.set(1);
            assertThat(pool.step()).isFalse();
            fill(pool);
            assertThat(pool.counts().ready()).isEqualTo(2);
        }
    }

    @Test
    void closing_destroys_everything_that_was_ready() {
        var pool = pool(8, 8, 2);
        pool.start();
        pool.close();
        assertThat(pool.step()).isFalse();
        assertThat(runtime.alive()).isZero();
        assertThat(runtime.made).allMatch(sandbox -> sandbox.destroys.get() == 1);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Property(tries = 20)
    void no_sandbox_is_ever_given_twice(@ForAll @IntRange(min = 1, max = 8) int floor) throws Exception {
        var own = new FakeSandboxRuntime(new FakeDescriptors());
        var purse = new MemoryBudget(100_000 * Claims.MIB);
        var config = new PoolConfig(new PoolPolicy(floor, 16), 2, 4, 2, Claims.MIB);
        try (var pool = new WarmPool(own, config, purse, Thread::new, System::nanoTime);
                var threads = Executors.newFixedThreadPool(8)) {
            pool.start();
            var launches = new ArrayList<Future<Launched>>();
            for (int i = 0; i < 200; i++) {
                launches.add(threads.submit(() -> pool.launch(Claims.on("h"))));
            }
            var ids = new HashSet<String>();
            for (var launch : launches) {
                assertThat(ids.add(launch.get().sandbox().id())).isTrue();
                launch.get().sandbox().close();
            }
        }
        assertThat(own.made)
                .allMatch(sandbox -> sandbox.destroys.get() == 1)
                .allMatch(sandbox ->
                        sandbox.calls.stream().filter("start"::equals).count() <= 1);
        assertThat(purse.reservedBytes()).isZero();
    }
}
