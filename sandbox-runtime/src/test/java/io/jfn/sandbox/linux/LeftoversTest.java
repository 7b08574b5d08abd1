// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.linux.cgroup.CgroupManager;
import io.jfn.sandbox.linux.cgroup.CgroupTree;
import io.jfn.sandbox.syscall.FakeKernel;
import io.jfn.sandbox.syscall.RecordingSyscalls;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Case F20: what an earlier worker left is ended, and nothing that is not proven to be that. */
@Timeout(30)
class LeftoversTest {
    @TempDir
    Path folder;

    private CgroupTree tree;
    private FakeKernel kernel;
    private RecordingSyscalls calls;
    private CgroupManager manager;

    @BeforeEach
    void an_earlier_worker_made_groups() {
        tree = CgroupTree.v1(folder);
        kernel = new FakeKernel(tree);
        calls = new RecordingSyscalls(kernel);
        manager = CgroupManager.open(calls.port(), tree.root, "n");
        manager.find("old").make();
    }

    private int process(String group) {
        int pid = kernel.spawn(List.of("/x"), List.of(), stream(), stream(), stream(), null);
        tree.inhabit(group, pid);
        return pid;
    }

    private int stream() {
        return kernel.pipe().reader();
    }

    private int end(String... alive) {
        return new Leftovers(calls.port(), manager).end(Set.of(alive));
    }

    private List<String> signals() {
        return calls.calls().stream()
                .map(call -> call.name())
                .filter("signal"::equals)
                .toList();
    }

    @Test
    void a_process_in_a_group_of_ours_is_killed_and_the_group_goes() {
        int pid = process("pids/jfn-n/old");
        kernel.put("/proc/" + pid + "/cgroup", "8:pids:/jfn-n/old\n");
        assertThat(end()).isEqualTo(1);
        assertThat(signals()).hasSize(1);
        assertThat(tree.groups()).isEmpty();
        assertThat(kernel.openDescriptors()).allMatch("pipe"::equals);
    }

    @Test
    void a_frozen_one_is_thawed_so_that_it_can_die() {
        manager.find("old").freeze();
        int pid = process("freezer/jfn-n/old");
        kernel.put("/proc/" + pid + "/cgroup", "6:freezer:/jfn-n/old\n");
        assertThat(end()).isEqualTo(1);
        assertThat(tree.written()).last().isEqualTo("freezer/jfn-n/old/freezer.state < THAWED");
    }

    @Test
    void a_number_that_is_somebody_elses_by_now_is_left_alone() {
        int pid = process("pids/jfn-n/old");
        kernel.put("/proc/" + pid + "/cgroup", "8:pids:/user/session\n");
        assertThat(end()).isZero();
        assertThat(signals()).isEmpty();
        assertThat(kernel.livingChildren()).contains(pid);
    }

    @Test
    void a_process_that_has_gone_is_nothing_to_kill() {
        tree.inhabit("pids/jfn-n/old", 4242);
        calls.fail(0, call -> {
            tree.died(4242);
            return false;
        });
        assertThat(end()).isEqualTo(1);
        assertThat(signals()).isEmpty();
    }

    @Test
    void those_that_are_alive_and_other_nodes_stay() {
        manager.find("mine").make();
        var other = CgroupManager.open(calls.port(), tree.root, "other");
        other.find("theirs").make();
        assertThat(end("mine")).isEqualTo(1);
        assertThat(manager.existing()).containsExactly("mine");
        assertThat(other.existing()).containsExactly("theirs");
    }

    @Test
    void groups_of_which_only_some_are_left_go_too() {
        assertThat(tree.removeFolder(tree.root.resolve("freezer/jfn-n/old"))).isZero();
        assertThat(tree.removeFolder(tree.root.resolve("memory/jfn-n/old"))).isZero();
        assertThat(end()).isEqualTo(1);
        assertThat(tree.groups()).isEmpty();
    }
}
