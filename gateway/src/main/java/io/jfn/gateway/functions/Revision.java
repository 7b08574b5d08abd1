// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageOrigin;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;
import org.jspecify.annotations.Nullable;

/**
 * An immutable revision of a function: what was deployed, and the image that its instances are made of.
 *
 * @param spec what was deployed; its image is a digest, whatever name it was deployed by
 * @param number 1 or more, raised by each deploy of a function of this name, also after a removal
 * @param origin where the image came from; null when it was not deployed by an image's name
 */
public record Revision(
        TenantName tenant,
        FunctionSpec spec,
        int number,
        PreparedImage image,
        @Nullable ImageOrigin origin) {
    /** A revision that was not deployed by an image's name. */
    public Revision(TenantName tenant, FunctionSpec spec, int number, PreparedImage image) {
        this(tenant, spec, number, image, null);
    }

    public FunctionName name() {
        return new FunctionName(spec.name());
    }
}
