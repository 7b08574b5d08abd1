// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;

/** Launch plans that lack something on purpose: what a probe finds in them must differ, or it proves nothing. */
enum Weakened {
    /** Nothing is missing. */
    FULL(1),
    /** The seccomp filter is. */
    UNFILTERED(2),
    /** And the main process is root with every capability. */
    PRIVILEGED(3),
    /** And Landlock is missing. */
    OPEN(4),
    /** And /proc is the kernel's. */
    UNMASKED(5),
    /** As {@link #OPEN}, and no control group holds it. */
    UNHELD(6);

    /** Its column in {@code attempts.csv}. */
    final int column;

    Weakened(int column) {
        this.column = column;
    }

    LaunchPlan plan() {
        return switch (this) {
            case FULL -> LaunchPlan.FULL;
            case UNFILTERED -> FULL.plan().without("S25 filter system calls");
            case PRIVILEGED ->
                UNFILTERED
                        .plan()
                        .without("S20 drop bounding set")
                        .without("S21 change user")
                        .without("S22 clear capabilities")
                        .without("S23 set no new privileges");
            case OPEN -> PRIVILEGED.plan().without("S24 restrict by Landlock");
            case UNMASKED -> OPEN.plan().without("S11m mask proc").without("S11m write quota files");
            case UNHELD -> OPEN.plan().without("S2 join cgroups");
        };
    }

    /** {@code plan} with another action in one of its steps. */
    static LaunchPlan replaced(LaunchPlan plan, String name, LaunchStep.Action action) {
        return new LaunchPlan(plan.steps().stream()
                .map(step -> step.name().equals(name) ? new LaunchStep(name, step.phase(), action) : step)
                .toList());
    }

    /** {@code plan} with an action of the same phase behind one of its steps. */
    static LaunchPlan behind(LaunchPlan plan, String name, LaunchStep.Action action) {
        int at = plan.steps().stream().map(LaunchStep::name).toList().indexOf(name);
        return plan.with(
                at + 1, new LaunchStep("behind " + name, plan.steps().get(at).phase(), action));
    }

    /** Shares one kind of namespace with the host; never mounts, or the sandbox would take the host's apart. */
    static LaunchPlan sharing(LaunchPlan plan, int kind) {
        int all = Flags.CLONE_FS
                | Flags.CLONE_NEWNS
                | Flags.CLONE_NEWPID
                | Flags.CLONE_NEWNET
                | Flags.CLONE_NEWIPC
                | Flags.CLONE_NEWUTS
                | Flags.CLONE_NEWCGROUP;
        return replaced(plan, "S4 unshare namespaces", launch -> {
            launch.kernel().unshare(all & ~kind);
            launch.kernel().fileModeMask(0);
        });
    }
}
