// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import java.util.List;

/**
 * What a sandbox is bound to for life: all of a {@link ClaimRequest} but what its main process is started with. A sandbox that
 * was bound ahead serves claims of an equal binding only.
 *
 * @param tenant whose layers are mounted
 * @param function the function
 * @param revision the revision's number
 * @param layers the image's layers, lowest first
 * @param workdir the main process's working directory
 * @param limits hard limits
 * @param runtimeApiPort port of the Runtime API's listening socket, 0 for none
 * @param hostname the sandbox's host name
 */
public record Binding(
        TenantName tenant,
        FunctionName function,
        int revision,
        List<Digest> layers,
        String workdir,
        ResourceLimits limits,
        int runtimeApiPort,
        String hostname) {
    public Binding {
        layers = List.copyOf(layers);
    }

    /** As for a claim: nothing that a tenant wrote. */
    @Override
    public String toString() {
        return tenant + "/" + function + "-" + revision;
    }
}
