// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static io.jfn.sandbox.linux.LaunchStep.Phase.ATTACH;
import static io.jfn.sandbox.linux.LaunchStep.Phase.ENTER;
import static io.jfn.sandbox.linux.LaunchStep.Phase.PREPARE;
import static io.jfn.sandbox.linux.LaunchStep.Phase.START;

import io.jfn.sandbox.SandboxException;
import io.jfn.sandbox.syscall.SyscallException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that turns a fresh thread into a running sandbox, in order; to be read aloud. */
record LaunchPlan(List<LaunchStep> steps) {
    static final LaunchPlan FULL = new LaunchPlan(List.of(
            new LaunchStep("S2 join cgroups", PREPARE, Membership::join),
            new LaunchStep("S4 unshare namespaces", PREPARE, Namespaces::unshare),
            new LaunchStep("S5 make mounts private", PREPARE, Namespaces::makeMountsPrivate),
            new LaunchStep("S8 raise loopback", PREPARE, Loopback::raise),
            new LaunchStep("S6 mount scratch", PREPARE, Scratch::mount),
            new LaunchStep("S6 write users", PREPARE, SystemFiles::writeUsers),
            new LaunchStep("S7 build dev", PREPARE, Devices::build),
            new LaunchStep("S11 mount proc", PREPARE, Proc::mount),
            new LaunchStep("S11m mask proc", PREPARE, Proc::mask),
            new LaunchStep("S27 make channels", PREPARE, Channels::make),
            new LaunchStep("S17 join keyring", PREPARE, Privileges::joinKeyring),
            new LaunchStep("S19 disable speculation", PREPARE, Privileges::disableSpeculation),
            new LaunchStep("S20 drop bounding set", PREPARE, Privileges::dropBoundingSet),
            new LaunchStep("S2 hold limits", ATTACH, Membership::holdLimits),
            new LaunchStep("S6 write host files", ATTACH, SystemFiles::writeHost),
            new LaunchStep("S11m write quota files", ATTACH, QuotaFiles::write),
            new LaunchStep("S9 mount image", ATTACH, Image::mount),
            new LaunchStep("S10 attach dev and proc", ATTACH, Image::attachPrepared),
            new LaunchStep("S13 mount tmp and run", ATTACH, Temporary::mount),
            new LaunchStep("S14 write secrets", ATTACH, Temporary::writeSecrets),
            new LaunchStep("S15 set host name", ATTACH, Namespaces::setHostName),
            new LaunchStep("S27 listen", ATTACH, Channels::listen),
            new LaunchStep("S16 enter root", ENTER, Root::enter),
            new LaunchStep("S26 part descriptors", ENTER, MainProcess::partDescriptors),
            new LaunchStep("S21 change user", ENTER, Privileges::changeUser),
            new LaunchStep("S22 clear capabilities", ENTER, Privileges::clearCapabilities),
            new LaunchStep("S23 set no new privileges", ENTER, Privileges::refuseNewOnes),
            new LaunchStep("S24 restrict by Landlock", ENTER, Landlock::restrict),
            new LaunchStep("S25 filter system calls", ENTER, Privileges::filterCalls),
            new LaunchStep("S26 enter workdir", ENTER, MainProcess::enterFolder),
            new LaunchStep("S2 hold CPU quota", START, Membership::holdQuota),
            new LaunchStep("S26 spawn main process", START, MainProcess::spawn),
            new LaunchStep("S18 limit main process", START, MainProcess::limit)));

    LaunchPlan {
        steps = List.copyOf(steps);
    }

    /** Runs the steps of one phase; the first that fails ends it. */
    void run(LaunchStep.Phase phase, Launch launch) {
        for (LaunchStep step : steps) {
            if (step.phase() == phase) {
                run(step, launch);
            }
        }
    }

    private static void run(LaunchStep step, Launch launch) {
        try {
            step.action().run(launch);
        } catch (SyscallException e) {
            throw new SandboxException(step.name(), e.object(), e.errno(), e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new SandboxException(step.name(), launch.id, 0, String.valueOf(e.getMessage()), e);
        }
    }

    /** This plan without a step: a sandbox weakened on purpose, for tests. */
    LaunchPlan without(String name) {
        return new LaunchPlan(
                steps.stream().filter(step -> !step.name().equals(name)).toList());
    }

    /** This plan with another step before the one at {@code index}, for tests. */
    LaunchPlan with(int index, LaunchStep added) {
        var changed = new ArrayList<>(steps);
        changed.add(index, added);
        return new LaunchPlan(changed);
    }

    @Override
    public String toString() {
        return steps.stream().map(LaunchStep::toString).collect(Collectors.joining("\n"));
    }
}
