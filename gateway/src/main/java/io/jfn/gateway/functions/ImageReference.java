// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.TenantName;

/**
 * A revision's claim on the layers of its image.
 *
 * @param owner the function's name, a dot, which no name has, and the revision's number
 */
record ImageReference(TenantName tenant, String owner) {
    static ImageReference of(Revision revision) {
        return of(revision.tenant(), revision.name(), revision.number());
    }

    static ImageReference of(TenantName tenant, FunctionName name, int number) {
        return new ImageReference(tenant, name + "." + number);
    }
}
