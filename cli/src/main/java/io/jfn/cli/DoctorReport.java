// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine was found to have.
 *
 * @param fit whether jfn can run on it; of a strict look, whether tenants who do not trust each other may share it
 * @param checks what was looked at
 */
record DoctorReport(boolean fit, List<HostCheck> checks) {
    /** Whether jfn can run on the machine; warnings count for nothing. */
    static DoctorReport of(HostFacts facts, HostRequest request) {
        var checks = new ArrayList<HostCheck>();
        checks.addAll(new HostNeeds(facts, request).checks());
        checks.addAll(new HostCgroups(facts).checks());
        checks.addAll(HostMounts.of(facts).stateFolder(request.state()));
        checks.addAll(new HostHardening(facts).checks());
        return new DoctorReport(
                checks.stream().noneMatch(check -> check.verdict() == HostCheck.Verdict.missing), List.copyOf(checks));
    }

    /** Whether tenants who do not trust each other may share the machine: more is looked at, and a warning is a refusal. */
    static DoctorReport strictly(HostFacts facts, HostRequest request) {
        var checks = new ArrayList<>(of(facts, request).checks());
        checks.add(new HostModules(facts).check());
        checks.addAll(new HostState(facts, request).checks());
        return new DoctorReport(
                checks.stream().allMatch(check -> check.verdict() == HostCheck.Verdict.ok), List.copyOf(checks));
    }

    long count(HostCheck.Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict).count();
    }

    String summary() {
        long warnings = count(HostCheck.Verdict.warning);
        String also = warnings == 0 ? "" : "; " + warnings + (warnings == 1 ? " warning" : " warnings");
        long missing = count(HostCheck.Verdict.missing);
        if (missing > 0) {
            return "this machine cannot run jfn: " + missing + " missing" + also;
        }
        return fit
                ? "this machine can run jfn" + also
                : "this machine can run jfn, but not for tenants who do not trust each other" + also;
    }
}
