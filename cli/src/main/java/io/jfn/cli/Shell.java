// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.InputStream;
import java.util.Map;

/**
 * What a command was started from.
 *
 * @param environment the environment's variables
 * @param in standard input
 */
record Shell(Terminal terminal, Map<String, String> environment, InputStream in) {
    static Shell ofThisProcess() {
        return new Shell(Terminal.ofThisProcess(), System.getenv(), System.in);
    }
}
