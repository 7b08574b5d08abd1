// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.List;

/**
 * How the main process of an instance starts.
 *
 * @param argv the argument vector, word 0 an absolute path
 * @param env {@code NAME=value}
 * @param workdir the working directory
 */
record MainProcess(List<String> argv, List<String> env, String workdir) {
    MainProcess {
        argv = List.copyOf(argv);
        env = List.copyOf(env);
    }
}
