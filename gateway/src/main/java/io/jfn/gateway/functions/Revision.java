// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;

/**
 * An immutable revision of a function: what was deployed, and the image that its instances are made of.
 *
 * @param number 1 or more, raised by each deploy of a function of this name, also after a removal
 */
public record Revision(TenantName tenant, FunctionSpec spec, int number, PreparedImage image) {
    public FunctionName name() {
        return new FunctionName(spec.name());
    }
}
