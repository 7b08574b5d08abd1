// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The gateway's main: it runs confined or not at all. */
@QuarkusMain
public final class Gateway {
    Gateway() {}

    public static void main(String... args) throws IOException {
        List<String> lacks = Confinement.lacks(Files.readAllLines(Path.of("/proc/self/status")));
        // Looked at before Quarkus is there: nothing may be opened by a process that must not run.
        boolean allowed = Boolean.getBoolean("jfn.allow-privileged")
                || Boolean.parseBoolean(System.getenv("JFN_ALLOW_PRIVILEGED"));
        if (!lacks.isEmpty() && !allowed) {
            System.err.println("the gateway does not run with privileges: " + String.join(", ", lacks)
                    + "; start it by 'jfn up', or by setpriv with an ordinary user, --no-new-privs, --bounding-set=-all,"
                    + " --inh-caps=-all and --ambient-caps=-all (for tests only: -Djfn.allow-privileged=true)");
            System.exit(1);
        }
        Quarkus.run(args);
    }
}
