// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * A language runtime of a node: what its functions stand on.
 *
 * @param runtime the runtime
 * @param base where its base image comes from: {@code machine}, or what {@code runtimes.yaml} says
 * @param ready whether functions find the base image made or brought already
 * @param image digest of the image that it was found to be; null for one made from the machine, or not ready
 * @param bytes size of the base image on disk, 0 when it is not ready
 * @param problem why it cannot be made ready, null when nothing is known against it
 */
public record RuntimeView(
        FunctionRuntime runtime,
        String base,
        boolean ready,
        @Nullable String image,
        long bytes,
        @Nullable String problem) {}
