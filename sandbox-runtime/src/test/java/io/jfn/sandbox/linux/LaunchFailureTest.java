// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.linux.cgroup.CgroupTree;
import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.RecordingSyscalls;
import io.jfn.sandbox.syscall.SyscallException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Case F11: whatever fails, wherever, what was done before it is undone. */
@Timeout(60)
class LaunchFailureTest {
    /** Closing cannot fail in a way that anybody could mend, and these answer with numbers their callers expect. */
    private static final Set<String> CANNOT_FAIL = Set.of("close", "fileModeMask", "workingDirectory", "threadId");

    /** Every call with {@code -Djfn.test.every-call=true}; the usual run takes some of them. */
    private static final int STRIDE = Boolean.getBoolean("jfn.test.every-call") ? 1 : 5;

    @TempDir
    Path folder;

    private volatile boolean launching;

    @Test
    void a_step_that_fails_leaves_nothing() {
        var failing = new AtomicInteger(-1);
        try (var node = new FakeNode(folder, CgroupTree.v1(folder.resolve("cgroup")), failingBefore(failing))) {
            launchAndDestroy(node);
            var before = node.left();
            for (int k = 0; k < LaunchPlan.FULL.steps().size(); k++) {
                failing.set(k);
                assertThatThrownBy(() -> launchAndDestroy(node))
                        .as("before step %d", k)
                        .hasMessageContaining("S0 fail here: here");
                assertThat(node.left()).as("before step %d", k).isEqualTo(before);
                assertThat(node.runtime.unburied()).isZero();
            }
        }
    }

    /** The full plan, and before each of its steps one that fails when it is that step's turn. */
    static LaunchPlan failingBefore(AtomicInteger turn) {
        var steps = new ArrayList<LaunchStep>();
        for (LaunchStep step : LaunchPlan.FULL.steps()) {
            int own = steps.size() / 2;
            steps.add(new LaunchStep("S0 fail here", step.phase(), _ -> {
                if (turn.get() == own) {
                    throw new SyscallException("fail", "here", Errno.ENOSPC);
                }
            }));
            steps.add(step);
        }
        return new LaunchPlan(steps);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_call_that_fails_leaves_nothing(boolean unified) {
        try (var node = unified ? FakeNode.v2(folder) : FakeNode.v1(folder)) {
            launchAndDestroy(node);
            node.calls.forget();
            launchAndDestroy(node);
            var different = node.calls.calls().stream()
                    .filter(this::isOfALaunch)
                    .map(LaunchFailureTest::withoutId)
                    .distinct()
                    .toList();
            assertThat(different).hasSizeGreaterThan(150);
            var before = node.left();
            int refused = 0;
            for (int i = 0; i < different.size(); i += STRIDE) {
                String call = different.get(i);
                var first = new AtomicBoolean(true);
                node.calls.fail(
                        Errno.EAGAIN,
                        one -> launching && isOfALaunch(one) && withoutId(one).equals(call) && first.getAndSet(false));
                try {
                    launchAndDestroy(node);
                } catch (SandboxException e) {
                    refused++;
                    assertThat(e.step()).as(call).startsWith("S");
                    assertThat(e.errno()).as(call).isEqualTo(Errno.EAGAIN);
                }
                assertThat(node.left()).as(call).isEqualTo(before);
            }
            assertThat(refused).isGreaterThan(100 / STRIDE);
            node.calls.failNothing();
            launchAndDestroy(node);
            assertThat(node.left()).isEqualTo(before);
        }
    }

    private boolean isOfALaunch(RecordingSyscalls.Call call) {
        return !CANNOT_FAIL.contains(call.name()) && !call.onThread("jfn-");
    }

    /** Descriptors and ids are other ones each time. */
    private static String withoutId(RecordingSyscalls.Call call) {
        return call.toString().replaceAll("[a-z0-9]{8}-\\d+", "ID").replaceAll("\\b\\d{4,}\\b", "N");
    }

    private void launchAndDestroy(FakeNode node) {
        launching = true;
        try {
            Sandbox sandbox = node.runtime.create();
            try {
                var started = sandbox.start(FakeNode.claim());
                node.kernel.close(started.stdout());
                node.kernel.close(started.stderr());
            } finally {
                launching = false;
                sandbox.destroy();
            }
        } finally {
            launching = false;
        }
    }
}
