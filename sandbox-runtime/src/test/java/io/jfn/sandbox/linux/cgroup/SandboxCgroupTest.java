// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.FakeKernel;
import io.jfn.sandbox.syscall.RecordingSyscalls;
import io.jfn.sandbox.syscall.SyscallException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class SandboxCgroupTest {
    private static final ResourceLimits LIMITS = new ResourceLimits(100 * ResourceLimits.MIB, 250, 1, 0);
    private static final String BYTES = String.valueOf(100 * ResourceLimits.MIB);

    @TempDir
    Path folder;

    private CgroupTree tree;
    private RecordingSyscalls calls;
    private CgroupManager manager;
    private SandboxCgroup group;

    private void open(Layout layout) {
        open(
                switch (layout) {
                    case V1 -> CgroupTree.v1(folder);
                    case V2 -> CgroupTree.v2(folder);
                    case HYBRID -> CgroupTree.hybrid(folder);
                });
    }

    private void open(CgroupTree opened) {
        tree = opened;
        calls = new RecordingSyscalls(new FakeKernel(tree));
        manager = CgroupManager.open(calls.port(), tree.root, "n");
        group = manager.find("s");
        group.make();
        tree.forget();
    }

    @ParameterizedTest
    @EnumSource(
            value = Layout.class,
            names = {"V1", "HYBRID"})
    void version_1_is_held_by_these_files(Layout layout) {
        open(layout);
        group.limit(LIMITS);
        assertThat(tree.text("memory/jfn-n/s/memory.limit_in_bytes")).isEqualTo(BYTES);
        assertThat(tree.text("memory/jfn-n/s/memory.memsw.limit_in_bytes")).isEqualTo(BYTES);
        assertThat(tree.text("memory/jfn-n/memory.swappiness")).isEqualTo("0");
        assertThat(tree.text("cpu/jfn-n/s/cpu.cfs_quota_us")).isEqualTo("25000");
        assertThat(tree.text("cpu/jfn-n/s/cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(tree.text("pids/jfn-n/s/pids.max")).isEqualTo("1");
        assertThat(tree.text("devices/jfn-n/devices.list").lines())
                .containsExactly("c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm");
        assertThat(manager.lacks()).isEmpty();
        assertThat(group.joinFiles())
                .allMatch(file -> file.endsWith("jfn-n/s/tasks"))
                .hasSize(6);
        assertThat(group.processFile()).isEmpty();
    }

    @Test
    void version_2_is_held_by_these_files() {
        open(Layout.V2);
        group.limit(LIMITS);
        assertThat(tree.written())
                .containsExactly(
                        "jfn-n/s/memory.max < " + BYTES,
                        "jfn-n/s/memory.swap.max < 0",
                        "jfn-n/s/memory.oom.group < 1",
                        "jfn-n/s/cpu.max < 25000 100000",
                        "jfn-n/s/pids.max < 1");
        assertThat(group.joinFiles()).isEmpty();
        assertThat(group.processFile()).contains(tree.root.resolve("jfn-n/s/cgroup.procs"));
        assertThat(group.quotaFile()).isEmpty();
        assertThat(group.memoryGroup()).isEmpty();
        assertThat(manager.lacks()).singleElement().asString().contains("BPF");
    }

    @Test
    void version_2_hands_its_controllers_down() {
        tree = CgroupTree.v2(folder);
        CgroupManager.open(new FakeKernel(tree), tree.root, "n");
        assertThat(tree.written())
                .contains(
                        "cgroup.subtree_control < +memory",
                        "jfn-n/cgroup.subtree_control < +memory",
                        "cgroup.subtree_control < +cpu",
                        "jfn-n/cgroup.subtree_control < +pids");
    }

    @Test
    void before_the_start_there_is_room_for_the_sandbox_thread_and_no_quota_over_it() {
        open(Layout.V1);
        group.limitBeforeStart(LIMITS, 2);
        assertThat(tree.text("pids/jfn-n/s/pids.max")).isEqualTo("2");
        assertThat(tree.text("cpu/jfn-n/s/cpu.cfs_quota_us")).isEqualTo("-1");
        assertThat(tree.text("memory/jfn-n/s/memory.limit_in_bytes")).isEqualTo(BYTES);
        assertThat(group.quotaFile()).contains(tree.root.resolve("cpu/jfn-n/s/cpu.cfs_quota_us"));
    }

    @Test
    void memory_grows_and_shrinks_without_ever_passing_memory_with_swap() {
        open(Layout.V1);
        for (long mebibytes : new long[] {100, 200, 50, 50, 300}) {
            group.limit(new ResourceLimits(mebibytes * ResourceLimits.MIB, 250, 1, 0));
            assertThat(tree.text("memory/jfn-n/s/memory.limit_in_bytes"))
                    .isEqualTo(tree.text("memory/jfn-n/s/memory.memsw.limit_in_bytes"))
                    .isEqualTo(String.valueOf(mebibytes * ResourceLimits.MIB));
        }
    }

    @Test
    void a_kernel_that_does_not_count_swap_is_limited_in_memory_alone() {
        open(CgroupTree.v1(folder).without("memory.memsw.limit_in_bytes"));
        group.limit(LIMITS);
        assertThat(tree.text("memory/jfn-n/s/memory.limit_in_bytes")).isEqualTo(BYTES);
    }

    @Test
    void version_1_counts_in_these_files() {
        open(Layout.V1);
        tree.count("memory/jfn-n/s/memory.usage_in_bytes", "1000\n");
        tree.count("memory/jfn-n/s/memory.max_usage_in_bytes", "2000\n");
        tree.count("memory/jfn-n/s/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        tree.count("cpuacct/jfn-n/s/cpuacct.usage", "5000999\n");
        tree.count("cpu/jfn-n/s/cpu.stat", "nr_periods 9\nnr_throttled 4\nthrottled_time 7000999\n");
        tree.count("pids/jfn-n/s/pids.current", "6\n");
        tree.count("pids/jfn-n/s/pids.events", "max 8\n");
        assertThat(group.usage()).isEqualTo(new Usage(1000, 2000, 5000, 7000, 4, 3, 8, 6));
    }

    @Test
    void version_2_counts_in_these_files() {
        open(Layout.V2);
        tree.count("jfn-n/s/memory.current", "1000\n");
        tree.count("jfn-n/s/memory.peak", "2000\n");
        tree.count("jfn-n/s/memory.events", "low 0\nhigh 0\nmax 9\noom 5\noom_kill 3\noom_group_kill 1\n");
        tree.count(
                "jfn-n/s/cpu.stat",
                "usage_usec 5000\nuser_usec 1\nnr_periods 9\nnr_throttled 4\nthrottled_usec 7000\n");
        tree.count("jfn-n/s/pids.current", "6\n");
        tree.count("jfn-n/s/pids.events", "max 8\n");
        assertThat(group.usage()).isEqualTo(new Usage(1000, 2000, 5000, 7000, 4, 3, 8, 6));
    }

    @Test
    void a_kernel_without_a_peak_has_the_present_use_for_it() {
        open(CgroupTree.v2(folder).without("memory.peak"));
        tree.count("jfn-n/s/memory.current", "1000\n");
        assertThat(group.usage().memoryPeakBytes()).isEqualTo(1000);
    }

    @Test
    void a_counter_that_cannot_be_read_is_an_error_and_not_a_zero() {
        open(Layout.V1);
        calls.fail(5, "read");
        assertThatThrownBy(group::usage).isInstanceOf(SyscallException.class).hasMessageContaining("EIO");
        calls.fail(Errno.ENODEV, "read");
        assertThat(group.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void freezing_waits_until_all_are_frozen(Layout layout) {
        open(layout);
        tree.readsUntilFrozen = 5;
        assertThat(group.freeze()).isTrue();
        assertThat(tree.readsUntilFrozen).isNegative();
        assertThat(group.thaw()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Layout.class,
            names = {"V1", "V2"})
    void freezing_gives_up_after_a_while(Layout layout) {
        open(layout);
        tree.readsUntilFrozen = Integer.MAX_VALUE;
        long begin = System.nanoTime();
        assertThat(group.freeze()).isFalse();
        assertThat(System.nanoTime() - begin).isBetween(1_900_000_000L, 8_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource
    void a_group_with_somebody_in_it_stays(Layout layout) {
        open(layout);
        String pids = layout == Layout.V2 ? "jfn-n/s" : "pids/jfn-n/s";
        tree.inhabit(pids, 77);
        assertThat(group.remove()).isFalse();
        assertThat(group.processes()).containsExactly(77);
        assertThat(manager.existing()).containsExactly("s");
        manager.removeParents();
        assertThat(manager.existing()).containsExactly("s");
        tree.died(77);
        assertThat(group.remove()).isTrue();
        assertThat(group.remove()).isTrue();
        assertThat(manager.existing()).isEmpty();
        manager.removeParents();
        assertThat(tree.groups()).isEmpty();
    }

    @Test
    void a_process_is_held_when_its_entry_ends_with_the_groups_own_path() {
        open(Layout.V1);
        assertThat(group.holds("4:memory:/jfn-n/s\n")).isTrue();
        assertThat(group.holds("4:memory:/outer/jfn-n/s\n0::/\n")).isTrue();
        assertThat(group.holds("4:memory:/jfn-n/s2\n")).isFalse();
        assertThat(group.holds("4:memory:/jfn-n\n")).isFalse();
        assertThat(group.holds("4:memory:/xjfn-n/s/t\n")).isFalse();
    }

    @Test
    void a_missing_controller_is_told() throws Exception {
        tree = CgroupTree.v1(folder);
        assertThat(tree.removeFolder(tree.root.resolve("pids"))).isZero();
        var lacking = CgroupManager.open(new FakeKernel(tree), tree.root, "n");
        assertThat(lacking.lacks()).singleElement().asString().contains("no pids controller");
    }
}
