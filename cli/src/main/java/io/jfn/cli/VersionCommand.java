// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code jfn version}. */
@Command(name = "version", description = "Show jfn's version.")
final class VersionCommand extends ClientCommand {
    @Override
    ExitCode run() {
        String java = Runtime.version().toString();
        terminal()
                .line(
                        json()
                                ? Json.line(Map.of("version", Version.read(), "java", java))
                                : "jfn " + Version.read() + ", Java " + java);
        return ExitCode.OK;
    }
}
