// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a folder's packages are installed before it is sent. */
final class InstallOption {
    @Option(
            names = "--no-install",
            description =
                    "Send the folder as it is: install nothing that requirements.txt, package.json or pom.xml names.")
    private boolean none;

    /** What installs them in a developer's environment; null when nothing does. */
    @Nullable
    Dependencies dependencies(Map<String, String> environment, DeployProgress progress) {
        return none ? null : Dependencies.of(environment, progress);
    }
}
