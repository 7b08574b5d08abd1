// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine was found to have.
 *
 * @param fit whether jfn can run on it
 * @param checks what was looked at
 */
record DoctorReport(boolean fit, List<HostCheck> checks) {
    static DoctorReport of(HostFacts facts, HostRequest request) {
        var checks = new ArrayList<HostCheck>();
        checks.addAll(new HostNeeds(facts, request).checks());
        checks.addAll(new HostCgroups(facts).checks());
        checks.addAll(HostMounts.of(facts).stateFolder(request.state()));
        checks.addAll(new HostHardening(facts).checks());
        return new DoctorReport(
                checks.stream().noneMatch(check -> check.verdict() == HostCheck.Verdict.missing), List.copyOf(checks));
    }

    long count(HostCheck.Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict).count();
    }

    String summary() {
        long warnings = count(HostCheck.Verdict.warning);
        String also = warnings == 0 ? "" : "; " + warnings + (warnings == 1 ? " warning" : " warnings");
        return fit
                ? "this machine can run jfn" + also
                : "this machine cannot run jfn: " + count(HostCheck.Verdict.missing) + " missing" + also;
    }
}
