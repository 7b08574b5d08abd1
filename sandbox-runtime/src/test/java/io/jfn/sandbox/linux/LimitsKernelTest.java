// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Cases B1, B2, B4 and B6: each limit holds, the reason is told, and a neighbour answers meanwhile. */
@EnabledIf(value = "io.jfn.sandbox.linux.Host#canRunSandboxes", disabledReason = Host.NOT_RUN)
@Timeout(60)
class LimitsKernelTest {
    private static final long MIB = ResourceLimits.MIB;
    /** How many times slower than itself the machine may be: an emulated one is. */
    private static final int SLOWNESS = Integer.getInteger("jfn.test.slowness", 1);

    private static final ResourceLimits TIGHT = new ResourceLimits(24 * MIB, 200, 16, 2 * MIB);

    private Host.Holdings before;
    private TestNode node;
    private TestNode.Running neighbour;

    @BeforeEach
    void start() {
        try (var first = TestNode.full()) {
            first.run("whoami");
        }
        before = Host.Holdings.now();
        node = TestNode.full();
        neighbour = node.start("serve", "80");
        assertThat(neighbour.call(80)).contains("HTTP/1.1 200 OK");
    }

    @AfterEach
    void nothing_is_left() {
        assertThat(neighbour.call(80)).contains("HTTP/1.1 200 OK");
        neighbour.close();
        node.close();
        assertThat(Host.Holdings.now()).isEqualTo(before);
    }

    @Test
    void control_files_hold_what_was_asked_for() {
        try (var running = node.start(TIGHT, "wait")) {
            running.sandbox().pause(); // returns when the sandbox thread has left the groups
            running.sandbox().resume();
            assertThat(memoryLimit(running)).isEqualTo(String.valueOf(24 * MIB));
            assertThat(cpuQuota(running)).isEqualTo("20000 100000");
            assertThat(file("pids", running, "pids.max")).isEqualTo("16");
            if (TestNode.V2) {
                holdsAsInVersion2(running);
            } else {
                holdsAsInVersion1(running);
            }
            assertThat(Host.read("/proc/" + running.pid() + "/oom_score_adj").strip())
                    .isEqualTo("1000");
        }
    }

    private void holdsAsInVersion1(TestNode.Running running) {
        if (Files.exists(node.cgroup("memory", running.sandbox()).resolve("memory.memsw.limit_in_bytes"))) {
            assertThat(file("memory", running, "memory.memsw.limit_in_bytes")).isEqualTo(String.valueOf(24 * MIB));
        }
        assertThat(file("memory", running, "memory.swappiness")).isEqualTo("0");
        assertThat(file("devices", running, "devices.list").lines())
                .containsExactly("c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm");
        for (String controller : new String[] {"memory", "cpu", "cpuacct", "pids", "devices", "freezer"}) {
            assertThat(file(controller, running, "cgroup.procs")).isEqualTo(String.valueOf(running.pid()));
        }
    }

    private void holdsAsInVersion2(TestNode.Running running) {
        if (Files.exists(node.cgroup("memory", running.sandbox()).resolve("memory.swap.max"))) {
            assertThat(file("memory", running, "memory.swap.max")).isEqualTo("0");
        }
        assertThat(file("memory", running, "memory.oom.group")).isEqualTo("1");
        assertThat(file("", running, "cgroup.procs")).isEqualTo(String.valueOf(running.pid()));
    }

    private String memoryLimit(TestNode.Running running) {
        return file("memory", running, TestNode.V2 ? "memory.max" : "memory.limit_in_bytes");
    }

    /** Of how many microseconds how many. */
    private String cpuQuota(TestNode.Running running) {
        return TestNode.V2
                ? file("cpu", running, "cpu.max")
                : file("cpu", running, "cpu.cfs_quota_us") + " " + file("cpu", running, "cpu.cfs_period_us");
    }

    private String file(String controller, TestNode.Running running, String name) {
        return Host.read(node.cgroup(controller, running.sandbox()).resolve(name))
                .strip();
    }

    @Test
    void a_limit_that_changes_changes_in_place() {
        try (var running = node.start(TIGHT, "wait")) {
            running.sandbox().update(new ResourceLimits(48 * MIB, 500, 20, 2 * MIB));
            assertThat(memoryLimit(running)).isEqualTo(String.valueOf(48 * MIB));
            assertThat(cpuQuota(running)).isEqualTo("50000 100000");
            running.sandbox().update(TIGHT);
            assertThat(memoryLimit(running)).isEqualTo(String.valueOf(24 * MIB));
            assertThat(file("pids", running, "pids.max")).isEqualTo("16");
        }
    }

    @Test
    void more_memory_than_the_limit_ends_it_with_that_reason() throws Exception {
        try (var running = node.start(TIGHT, "eat", String.valueOf(64 * MIB))) {
            assertThat(running.exit())
                    .satisfies(exit -> assertThat(exit.oomKilled()).isTrue())
                    .satisfies(exit -> assertThat(exit.signal()).isEqualTo(9))
                    .satisfies(
                            exit -> assertThat(exit.usage().memoryPeakBytes()).isBetween(20 * MIB, 24 * MIB));
        }
        try (var running = node.start(TIGHT, "eat", String.valueOf(8 * MIB))) {
            assertThat(running.line()).isEqualTo("ate\n");
        }
    }

    @Test
    void a_child_that_eats_too_much_takes_the_sandbox_with_it() throws Exception {
        try (var running = node.start(TIGHT, "eat-in-child", String.valueOf(64 * MIB))) {
            assertThat(running.exit().oomKilled()).isTrue();
        }
    }

    @Test
    void forks_end_at_the_limit() {
        try (var running = node.start(TIGHT, "forks")) {
            assertThat(running.line()).isEqualTo("15 forks then EAGAIN\n");
            assertThat(running.sandbox().usage().pids()).isEqualTo(16);
            assertThat(running.sandbox().usage().pidsDenied()).isPositive();
        }
    }

    @Test
    void a_fork_bomb_stays_under_its_limit_and_dies_within_a_second() {
        try (var running = node.start(TIGHT, "bomb")) {
            Path current = node.cgroup("pids", running.sandbox()).resolve("pids.current");
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
            long most = 0;
            while (System.nanoTime() < until) {
                most = Math.max(most, Long.parseLong(Host.read(current).strip()));
            }
            assertThat(most).isBetween(8L, 16L);
            long begin = System.nanoTime();
            running.sandbox().destroy();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(SLOWNESS));
            assertThat(node.runtime.unburied()).isZero();
        }
    }

    @Test
    void threads_that_spin_use_no_more_than_the_quota() {
        long quota = spun(TIGHT);
        assertThat(quota).isBetween(100_000L, 500_000L);
        assertThat(spun(new ResourceLimits(24 * MIB, 1000, 16, 2 * MIB))).isGreaterThan(quota);
    }

    /** Microseconds of CPU in two seconds. */
    private long spun(ResourceLimits limits) {
        try (var running = node.start(limits, "spin", "4")) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            var usage = running.sandbox().usage();
            if (limits.cpuMillis() < 1000) {
                assertThat(usage.throttledPeriods()).isPositive();
                assertThat(usage.throttledMicros()).isPositive();
            }
            return usage.cpuMicros();
        }
    }

    @Test
    void a_paused_sandbox_uses_no_cpu_and_goes_on_afterwards() {
        try (var running = node.start(TIGHT, "spin", "1")) {
            running.sandbox().pause();
            long used = running.sandbox().usage().cpuMicros();
            neighbour.call(80);
            assertThat(running.sandbox().usage().cpuMicros()).isEqualTo(used);
            running.sandbox().resume();
            while (running.sandbox().usage().cpuMicros() == used) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void temporary_files_end_at_their_size() {
        try (var running = node.start(TIGHT, "fill", "/tmp/file")) {
            assertThat(running.line()).isEqualTo("ENOSPC after " + 2 * MIB + "\n");
        }
        try (var larger = node.start(new ResourceLimits(24 * MIB, 200, 16, 4 * MIB), "fill", "/tmp/file")) {
            assertThat(larger.line()).isEqualTo("ENOSPC after " + 4 * MIB + "\n");
        }
    }

    @Test
    void changes_to_the_image_end_at_the_scratchs_size_or_the_memorys() throws Exception {
        try (var running = node.start(TIGHT, "fill", "/file")) {
            // Pages of the scratch are the sandbox's memory, and that ends first.
            assertThat(running.exit().oomKilled()).isTrue();
        }
    }

    @Test
    void two_sandboxes_listen_on_the_same_port() {
        try (var other = node.start("serve", "80")) {
            assertThat(other.call(80)).contains("HTTP/1.1 200 OK");
            assertThat(neighbour.call(80)).contains("HTTP/1.1 200 OK");
        }
    }
}
