// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.linux.cgroup.CgroupTree;
import io.jfn.sandbox.syscall.FakeKernel;
import io.jfn.sandbox.syscall.RecordingSyscalls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A runtime over a kernel in memory, with every call written down. */
final class FakeNode implements AutoCloseable {
    static final ResourceLimits LIMITS = new ResourceLimits(64 * ResourceLimits.MIB, 250, 32, 8 * ResourceLimits.MIB);

    final CgroupTree tree;
    final FakeKernel kernel;
    final RecordingSyscalls calls;
    final LinuxSandboxRuntime runtime;

    FakeNode(Path folder, CgroupTree tree, LaunchPlan plan) {
        this(folder, tree, plan, new FakeKernel(tree));
    }

    private FakeNode(Path folder, CgroupTree tree, LaunchPlan plan, FakeKernel kernel) {
        this.tree = tree;
        this.kernel = kernel;
        this.calls = new RecordingSyscalls(kernel);
        var config = new SandboxRuntimeConfig(
                folder.resolve("state"),
                "fake",
                tree.root,
                64 * ResourceLimits.MIB,
                1024,
                SandboxRuntimeConfig.ProcView.COMPATIBLE);
        this.runtime = LinuxSandboxRuntime.open(config, calls.port(), plan);
    }

    static FakeNode v1(Path folder) {
        return new FakeNode(folder, CgroupTree.v1(folder.resolve("cgroup")), LaunchPlan.FULL);
    }

    static FakeNode v2(Path folder) {
        return new FakeNode(folder, CgroupTree.v2(folder.resolve("cgroup")), LaunchPlan.FULL);
    }

    /** With version 2 and an overlay that learns its layers at once. */
    static FakeNode onLinux61(Path folder) {
        var tree = CgroupTree.v2(folder.resolve("cgroup"));
        var kernel = new FakeKernel(tree);
        kernel.takesAnyOption = true;
        return new FakeNode(folder, tree, LaunchPlan.FULL, kernel);
    }

    static ClaimRequest claim() {
        return claim(0);
    }

    static ClaimRequest claimWithoutSecrets() {
        return claim(0, Map.of());
    }

    static ClaimRequest claim(int runtimeApiPort) {
        return claim(runtimeApiPort, Map.of("key", new byte[] {1, 2}));
    }

    private static ClaimRequest claim(int runtimeApiPort, Map<String, byte[]> secrets) {
        return new ClaimRequest(
                new TenantName("fakes"),
                new FunctionName("fake"),
                1,
                List.of(new Digest("sha256:" + "cd".repeat(32))),
                List.of("/program"),
                List.of("A=B"),
                "/",
                LIMITS,
                runtimeApiPort,
                "fake-host",
                secrets);
    }

    /** What the runtime itself keeps open between sandboxes, and what sandboxes have left. */
    Left left() {
        return new Left(
                kernel.openDescriptors(),
                kernel.hostMounts(),
                tree.groups(),
                kernel.livingChildren().size(),
                Host.Holdings.sandboxThreads().stream()
                        .filter(name -> name.startsWith("sandbox "))
                        .toList());
    }

    @Override
    public void close() {
        calls.failNothing();
        runtime.close();
    }

    /** Everything that a launch can leave. */
    record Left(
            List<String> descriptors, List<String> mounts, List<String> groups, int children, List<String> threads) {}
}
