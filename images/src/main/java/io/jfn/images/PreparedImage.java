// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.util.List;

/**
 * What an instance of a function is made of and how its main process starts.
 *
 * @param layers digests of its unpacked layers, lowest first
 * @param argv the argument vector; word 0 is an absolute path inside the layers
 * @param env {@code NAME=value}: the image's, the runtime's and the specification's, each name once, the later won
 * @param workdir the working directory, an absolute path inside the layers
 * @param bytes size of the layers on disk
 */
public record PreparedImage(List<Digest> layers, List<String> argv, List<String> env, String workdir, long bytes) {
    public PreparedImage {
        layers = List.copyOf(layers);
        argv = List.copyOf(argv);
        env = List.copyOf(env);
    }
}
