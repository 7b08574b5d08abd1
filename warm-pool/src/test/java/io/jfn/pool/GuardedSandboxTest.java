// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.ResourceLimits;
import io.jfn.sandbox.SandboxException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GuardedSandboxTest {
    private final MemoryBudget budget = new MemoryBudget(100 * Claims.MIB);
    private final FakeSandbox fake = new FakeSandbox("s", new FakeDescriptors());

    private GuardedSandbox bound(Reaper reaper) {
        var sandbox = new GuardedSandbox(fake, budget.tryAcquire(Claims.MIB), reaper);
        sandbox.bind(budget.tryAcquire(16 * Claims.MIB));
        return sandbox;
    }

    @Test
    void is_never_bound_twice() {
        try (var reaper = new Reaper(1, Thread::new)) {
            var sandbox = bound(reaper);
            assertThatThrownBy(() -> sandbox.bind(budget.tryAcquire(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void pausing_twice_freezes_once() {
        try (var reaper = new Reaper(1, Thread::new)) {
            var sandbox = bound(reaper);
            sandbox.start(Claims.on("h"), () -> {});
            sandbox.pause();
            sandbox.pause();
            sandbox.resume();
            sandbox.resume();
            assertThat(fake.calls).containsExactly("start", "pause", "resume");
        }
    }

    @Test
    void an_error_ends_it() {
        try (var reaper = new Reaper(1, Thread::new)) {
            var sandbox = bound(reaper);
            sandbox.start(Claims.on("unpausable"), () -> {});
            assertThatThrownBy(sandbox::pause).isInstanceOf(SandboxException.class);
            assertThat(sandbox.state()).isEqualTo(SandboxState.DEAD);
        }
        assertThat(fake.destroys).hasValue(1);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void after_its_end_calls_are_harmless() {
        try (var reaper = new Reaper(1, Thread::new)) {
            var sandbox = bound(reaper);
            sandbox.start(Claims.on("h"), () -> {});
            sandbox.close();
            sandbox.close();
            assertThatThrownBy(sandbox::pause).isInstanceOf(SandboxDeadException.class);
            assertThatThrownBy(() -> sandbox.start(Claims.on("h"), () -> {})).isInstanceOf(SandboxDeadException.class);
            assertThat(sandbox.connect(80, 0)).isEqualTo(-1);
            assertThat(sandbox.usage()).isEqualTo(FakeSandbox.LAST);
        }
        assertThat(fake.calls).containsExactly("start");
    }

    @Test
    void a_limit_beyond_the_budget_changes_nothing() {
        try (var reaper = new Reaper(1, Thread::new)) {
            var sandbox = bound(reaper);
            sandbox.start(Claims.on("h"), () -> {});
            assertThat(sandbox.update(new ResourceLimits(100 * Claims.MIB, 1000, 16, 0)))
                    .isFalse();
            assertThat(sandbox.update(new ResourceLimits(32 * Claims.MIB, 1000, 16, 0)))
                    .isTrue();
            assertThat(budget.reservedBytes()).isEqualTo(33 * Claims.MIB);
            assertThat(fake.calls).containsExactly("start", "update " + 32 * Claims.MIB);
        }
    }

    @Property(tries = 200)
    void whatever_is_done_it_is_destroyed_once_and_gives_all_back(
            @ForAll @Size(max = 20) List<@IntRange(max = 6) Integer> steps, @ForAll boolean unpausable) {
        var own = new FakeSandbox("p", new FakeDescriptors());
        var purse = new MemoryBudget(100 * Claims.MIB);
        try (var reaper = new Reaper(2, Thread::new)) {
            var sandbox = new GuardedSandbox(own, purse.tryAcquire(Claims.MIB), reaper);
            for (int step : steps) {
                try {
                    switch (step) {
                        case 0 -> {
                            var token = purse.tryAcquire(16 * Claims.MIB);
                            try {
                                sandbox.bind(token);
                            } catch (IllegalStateException e) {
                                token.close();
                            }
                        }
                        case 1 -> sandbox.start(Claims.on(unpausable ? "unpausable" : "h"), () -> {});
                        case 2 -> sandbox.pause();
                        case 3 -> sandbox.resume();
                        case 4 -> sandbox.terminate();
                        case 5 -> sandbox.update(new ResourceLimits(20 * Claims.MIB, 10, 10, 0));
                        default -> sandbox.close();
                    }
                } catch (SandboxDeadException | SandboxException e) {
                    // allowed: the invariants are below
                }
            }
            sandbox.close();
        }
        assertThat(own.destroys).hasValue(1);
        assertThat(own.calls.stream().filter("start"::equals).count()).isLessThanOrEqualTo(1);
        assertThat(purse.reservedBytes()).isZero();
    }
}
