// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.ResourceLimits;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one way of a sandbox's life, over a kernel in memory. */
@Timeout(30)
class LinuxSandboxTest {
    @TempDir
    Path folder;

    private FakeNode node;
    private FakeNode.Left before;

    @BeforeEach
    void open() {
        node = FakeNode.v1(folder);
        before = node.left();
    }

    @AfterEach
    void nothing_is_left() {
        for (String kept : List.of("pipe", "socket")) {
            assertThat(node.kernel.openDescriptors()).doesNotContain(kept);
        }
        assertThat(node.left()).isEqualTo(before);
        node.close();
        assertThat(node.kernel.openDescriptors()).isEmpty();
        assertThat(node.tree.groups()).isEmpty();
    }

    private io.jfn.sandbox.Sandbox.Started start(LinuxSandbox sandbox) {
        var started = sandbox.start(FakeNode.claim());
        node.kernel.close(started.stdout());
        node.kernel.close(started.stderr());
        return started;
    }

    @Test
    void one_that_nobody_wanted_is_destroyed_without_a_process() {
        var sandbox = node.runtime.make();
        sandbox.destroy();
        assertThat(sandbox.exit()).isNotDone();
    }

    @Test
    void it_starts_once_and_only_once() {
        var sandbox = node.runtime.make();
        start(sandbox);
        assertThatThrownBy(() -> sandbox.start(FakeNode.claim()))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("RUNNING");
        sandbox.destroy();
    }

    @Test
    void one_that_is_bound_ahead_starts_for_the_same_binding_only() {
        var sandbox = node.runtime.make();
        sandbox.bind(FakeNode.claimWithoutSecrets().binding());
        assertThat(sandbox.isCurrent()).isTrue();
        assertThatThrownBy(() -> sandbox.bind(FakeNode.claimWithoutSecrets().binding()))
                .hasMessageContaining("BOUND");
        assertThatThrownBy(() -> sandbox.start(FakeNode.claim())).hasMessageContaining("BOUND");
        assertThatThrownBy(() -> sandbox.start(FakeNode.claim(9001))).hasMessageContaining("BOUND");
        var started = sandbox.start(FakeNode.claimWithoutSecrets());
        node.kernel.close(started.stdout());
        node.kernel.close(started.stderr());
        assertThat(started.bindNanos()).isZero();
        assertThat(started.spawnNanos()).isPositive();
        sandbox.destroy();
    }

    @Test
    void one_that_was_bound_for_nothing_is_destroyed_without_a_process() {
        var sandbox = node.runtime.make();
        sandbox.bind(FakeNode.claimWithoutSecrets().binding());
        sandbox.destroy();
        assertThat(sandbox.exit()).isNotDone();
        assertThatThrownBy(() -> sandbox.start(FakeNode.claimWithoutSecrets())).hasMessageContaining("DESTROYED");
    }

    @Test
    void a_binding_that_fails_names_its_step_and_leaves_nothing() {
        var sandbox = node.runtime.make();
        node.calls.fail(Errno.EPERM, "pivotRoot");
        assertThatThrownBy(() -> sandbox.bind(FakeNode.claimWithoutSecrets().binding()))
                .hasMessageContaining("S16 enter root");
        sandbox.destroy();
    }

    @Test
    void its_own_end_is_told_once_with_the_code() throws Exception {
        var sandbox = node.runtime.make();
        var started = start(sandbox);
        assertThat(sandbox.exit()).isNotDone();
        node.kernel.end(started.pid(), new Syscalls.Ended(3, 0));
        var exit = sandbox.exit().get(10, TimeUnit.SECONDS);
        assertThat(exit.code()).isEqualTo(3);
        assertThat(exit.signal()).isZero();
        assertThat(exit.oomKilled()).isFalse();
        sandbox.destroy();
        assertThat(sandbox.exit().get()).isEqualTo(exit);
    }

    @Test
    void memory_is_named_as_the_reason_when_the_kernel_counted_it() throws Exception {
        var sandbox = node.runtime.make();
        var started = start(sandbox);
        node.tree.count(
                "memory/jfn-fake/" + sandbox.id() + "/memory.oom_control",
                "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        node.kernel.end(started.pid(), new Syscalls.Ended(-1, 9));
        assertThat(sandbox.exit().get(10, TimeUnit.SECONDS).oomKilled()).isTrue();
        sandbox.destroy();
    }

    @Test
    void an_end_is_told_even_when_its_counters_cannot_be_read() throws Exception {
        var sandbox = node.runtime.make();
        var started = start(sandbox);
        node.calls.fail(24, call -> call.name().equals("open") && call.onThread("jfn-exits"));
        node.kernel.end(started.pid(), new Syscalls.Ended(0, 0));
        assertThat(sandbox.exit().get(5, TimeUnit.SECONDS).code()).isZero();
        node.calls.failNothing();
        sandbox.destroy();
    }

    @Test
    void after_its_death_nothing_does_harm() {
        var sandbox = node.runtime.make();
        start(sandbox);
        sandbox.destroy();
        node.calls.forget();
        sandbox.destroy();
        sandbox.pause();
        sandbox.resume();
        sandbox.terminate();
        assertThat(sandbox.usage()).isNotNull();
        for (Runnable late : List.<Runnable>of(
                () -> sandbox.connect(80, 0),
                () -> sandbox.start(FakeNode.claim()),
                () -> sandbox.update(ResourceLimits.DEFAULT))) {
            assertThatThrownBy(late::run).isInstanceOf(SandboxException.class).hasMessageContaining("DESTROYED");
        }
        assertThat(node.calls.calls().stream().filter(call -> !call.onThread("jfn-")))
                .isEmpty();
    }

    @Test
    void one_that_ended_is_neither_paused_nor_signalled() throws Exception {
        var sandbox = node.runtime.make();
        var started = start(sandbox);
        node.kernel.end(started.pid(), new Syscalls.Ended(0, 0));
        sandbox.exit().get(10, TimeUnit.SECONDS);
        node.calls.forget();
        sandbox.pause();
        sandbox.terminate();
        assertThat(node.calls.calls().stream().filter(call -> !call.onThread("jfn-")))
                .isEmpty();
        assertThat(sandbox.connect(80, 1_000_000_000)).isGreaterThanOrEqualTo(0).satisfies(node.kernel::close);
        sandbox.destroy();
    }

    @Test
    void a_paused_one_is_thawed_to_be_killed() {
        var sandbox = node.runtime.make();
        start(sandbox);
        sandbox.pause();
        sandbox.pause();
        assertThat(node.tree.text("freezer/jfn-fake/" + sandbox.id() + "/freezer.state"))
                .isEqualTo("FROZEN\n");
        node.calls.forget();
        node.tree.forget();
        sandbox.destroy();
        assertThat(node.tree.written()).contains("freezer/jfn-fake/" + sandbox.id() + "/freezer.state < THAWED");
    }

    @Test
    void one_that_cannot_be_frozen_goes_on_and_says_so() {
        var sandbox = node.runtime.make();
        start(sandbox);
        node.tree.readsUntilFrozen = Integer.MAX_VALUE;
        assertThatThrownBy(sandbox::pause)
                .hasMessageContaining("S28 freeze")
                .hasMessageContaining("not frozen in time");
        assertThat(node.tree.text("freezer/jfn-fake/" + sandbox.id() + "/freezer.state"))
                .isEqualTo("THAWED\n");
        sandbox.destroy();
    }

    @Test
    void a_group_that_is_busy_is_buried_later() {
        var sandbox = node.runtime.make();
        start(sandbox);
        node.tree.busyRemovals = 40;
        sandbox.destroy();
        while (node.runtime.unburied() > 0) {
            Thread.onSpinWait();
        }
        assertThat(node.tree.groups()).isEmpty();
    }

    @Test
    void a_connection_is_tried_until_something_listens() {
        var sandbox = node.runtime.make();
        start(sandbox);
        node.kernel.connects.clear();
        node.kernel.connects.addAll(List.of(-Errno.ECONNREFUSED, -Errno.ECONNREFUSED, -Errno.EINPROGRESS, 0));
        int connection = sandbox.connect(80, TimeUnit.SECONDS.toNanos(5));
        assertThat(connection).isPositive();
        node.kernel.close(connection);
        node.kernel.connects.clear();
        node.kernel.connects.add(-Errno.ECONNREFUSED);
        assertThat(sandbox.connect(80, TimeUnit.MILLISECONDS.toNanos(20))).isEqualTo(-1);
        sandbox.destroy();
    }

    @Test
    void terminate_asks_and_kills_nobody() {
        var sandbox = node.runtime.make();
        start(sandbox);
        node.calls.forget();
        sandbox.terminate();
        assertThat(node.calls.calls().stream()
                        .filter(call -> call.name().equals("signal"))
                        .map(call -> call.arguments().get(1)))
                .containsExactly(Flags.SIGTERM);
        sandbox.destroy();
    }

    @Test
    void the_runtime_ends_all_that_are_left() {
        var sandbox = node.runtime.make();
        start(sandbox);
        node.runtime.make();
        node.runtime.close();
        assertThat(node.tree.groups()).isEmpty();
        assertThat(node.kernel.livingChildren()).isEmpty();
        node = FakeNode.v1(folder.resolve("again"));
        before = node.left();
    }
}
