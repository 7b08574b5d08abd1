// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.SyscallException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchPlanTest {
    @TempDir
    Path folder;

    @Test
    void the_steps_and_their_order_are_those_of_the_committed_list() {
        assertThat(LaunchPlan.FULL.toString().lines()).containsExactlyElementsOf(Resource.lines("launch-plan.txt"));
    }

    @Test
    void every_step_carries_the_id_of_its_paragraph_in_the_specification() {
        assertThat(LaunchPlan.FULL.steps())
                .extracting(LaunchStep::name)
                .allMatch(name -> name.matches("S([1-9]|1[0-9]|2[0-9]|30)m? [a-zA-Z ]+"));
    }

    /** The order in which privileges go is what makes each of these steps possible and none of them undoable. */
    @Test
    void nothing_comes_after_the_filter_that_the_filter_refuses() throws Exception {
        try (var node = FakeNode.v1(folder)) {
            node.runtime.make().start(FakeNode.claim());
            var names = node.calls.calls().stream()
                    .filter(call -> call.onThread("sandbox "))
                    .map(call -> call.name())
                    .toList();
            assertThat(names.subList(names.indexOf("filter") + 1, names.size()))
                    .containsOnly("changeDirectory", "fileModeMask", "write", "close", "open", "spawn", "limit");
            assertThat(names).containsSubsequence("pivotRoot", "unmount", "clearGroups", "setGroup", "setUser");
            assertThat(names).containsSubsequence("setUser", "clearCapabilities", "capabilities", "filter", "spawn");
        }
    }

    @Test
    void layers_are_named_one_by_one_only_where_overlay_looks_at_its_options() {
        try (var node = FakeNode.v2(folder.resolve("new"))) {
            node.runtime.make().start(FakeNode.claim());
            assertThat(calls(node)).contains("configure lowerdir+").doesNotContain("mount overlay");
        }
        try (var node = FakeNode.onLinux61(folder.resolve("old"))) {
            node.runtime.make().start(FakeNode.claim());
            assertThat(calls(node)).contains("mount overlay").doesNotContain("configure lowerdir+");
        }
    }

    private static List<String> calls(FakeNode node) {
        return node.calls.calls().stream().map(String::valueOf).toList();
    }

    @Test
    void an_error_names_the_step_the_object_and_the_number() {
        try (var node = FakeNode.v1(folder)) {
            var sandbox = node.runtime.make();
            node.calls.fail(Errno.EBUSY, "pivotRoot");
            assertThatThrownBy(() -> sandbox.start(FakeNode.claim()))
                    .hasMessageContaining("S16 enter root")
                    .hasMessageContaining("EBUSY")
                    .asInstanceOf(InstanceOfAssertFactories.throwable(SandboxException.class))
                    .satisfies(e -> assertThat(e.step()).isEqualTo("S16 enter root"))
                    .satisfies(e -> assertThat(e.object()).isEqualTo("."))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            sandbox.destroy();
        }
    }

    @Test
    void what_a_step_throws_besides_is_named_after_the_step_too() {
        var plan = Weakened.behind(LaunchPlan.FULL, "S5 make mounts private", _ -> {
            throw new IllegalStateException("a bug");
        });
        try (var node = new FakeNode(folder, io.jfn.sandbox.linux.cgroup.CgroupTree.v1(folder.resolve("c")), plan)) {
            assertThatThrownBy(() -> node.runtime.make())
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("behind S5 make mounts private")
                    .hasMessageContaining("a bug");
        }
    }

    @Test
    void a_group_that_cannot_be_made_is_an_error_of_its_own() {
        try (var node = FakeNode.v1(folder)) {
            node.calls.fail(Errno.ENOSPC, call -> call.toString().contains("pids/jfn-fake/"));
            assertThatThrownBy(node.runtime::create)
                    .asInstanceOf(InstanceOfAssertFactories.throwable(SandboxException.class))
                    .satisfies(e -> assertThat(e.step()).isEqualTo("S2 make cgroups"))
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC))
                    .satisfies(e -> assertThat(e.object()).contains("pids/jfn-fake/"));
            node.calls.failNothing();
            assertThat(node.tree.groups()).isEmpty();
        }
    }

    @Test
    void a_plan_without_a_step_lacks_it_and_keeps_the_others() {
        var plan = LaunchPlan.FULL.without("S25 filter system calls");
        assertThat(plan.steps()).hasSize(LaunchPlan.FULL.steps().size() - 1);
        assertThat(plan.toString()).doesNotContain("S25");
        assertThat(new SyscallException("mount", "/x", Errno.EPERM)).hasMessage("mount /x: EPERM");
    }
}
