// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.TenantName;
import io.jfn.images.Progress;
import java.util.Optional;

/** Knows which imported image the functions of a runtime stand on. */
@FunctionalInterface
public interface RuntimeBases {
    /** Every runtime stands on what is made from the machine. */
    RuntimeBases MACHINE = (_, _, _) -> Optional.empty();

    /** The image, brought where it is not here yet; none when the base image is made from the machine. Calls block. */
    Optional<Digest> base(TenantName tenant, FunctionRuntime runtime, Progress progress);
}
