// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;
import java.util.Map;

/**
 * An imported image as the API shows it; what it says of its own start is honoured.
 *
 * @param image digest of the image's configuration, what {@link FunctionSpec#image()} names
 * @param layers digests of its unpacked layers, lowest first
 * @param bytes size of its layers on disk
 * @param entrypoint the image's entrypoint
 * @param command the image's default arguments
 * @param env the image's environment
 * @param workdir the image's working directory
 */
public record ImageView(
        String image,
        List<String> layers,
        long bytes,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> env,
        String workdir) {
    public ImageView {
        layers = List.copyOf(layers);
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        env = Map.copyOf(env);
    }
}
