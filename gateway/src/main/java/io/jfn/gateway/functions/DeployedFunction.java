// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.TenantName;
import java.util.ArrayList;
import java.util.List;

/**
 * A function as the registry keeps it.
 *
 * @param createdAtMillis wall clock of its first deploy
 * @param revisions those that are kept, oldest first, never none
 */
public record DeployedFunction(
        TenantName tenant, FunctionName name, long createdAtMillis, List<DeployedRevision> revisions) {
    /** Revisions kept of a function, the current one included. */
    public static final int REVISIONS_KEPT = 10;

    public DeployedFunction {
        revisions = List.copyOf(revisions);
    }

    /** The revision that takes calls. */
    public DeployedRevision current() {
        return revisions.getLast();
    }

    /** This function after one more deploy; the oldest revisions give way. */
    DeployedFunction with(DeployedRevision next) {
        List<DeployedRevision> all = new ArrayList<>(revisions);
        all.add(next);
        int first = Math.max(0, all.size() - REVISIONS_KEPT);
        return new DeployedFunction(tenant, name, createdAtMillis, all.subList(first, all.size()));
    }

    /** This function with another image of its current revision. */
    DeployedFunction withCurrent(Revision same) {
        List<DeployedRevision> all = new ArrayList<>(revisions);
        all.set(all.size() - 1, new DeployedRevision(same, current().deployedAtMillis()));
        return new DeployedFunction(tenant, name, createdAtMillis, all);
    }
}
