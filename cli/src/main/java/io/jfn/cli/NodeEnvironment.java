// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of an operator's environment a node's processes see: settings meant for them, and no secret that merely was there. */
final class NodeEnvironment {
    private static final Set<String> PASSED = Set.of(
            "PATH",
            "LANG",
            "TZ",
            "JAVA_HOME",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR");
    /** The command line's own, which the gateway would refuse as settings it does not know. */
    private static final Set<String> OWN =
            Set.of("JFN_STATE", "JFN_GATEWAY_UID", "JFN_URL", "JFN_GATEWAY", "JFN_TOKEN", "JFN_TOKEN_FILE");

    private NodeEnvironment() {}

    static Map<String, String> worker(Map<String, String> all) {
        var passed = new TreeMap<String, String>();
        all.forEach((name, value) -> {
            if (PASSED.contains(name) || name.startsWith("LC_")) {
                passed.put(name, value);
            }
        });
        return passed;
    }

    static Map<String, String> gateway(Map<String, String> all, NodePaths paths) {
        Map<String, String> passed = worker(all);
        all.forEach((name, value) -> {
            if ((name.startsWith("JFN_") && !OWN.contains(name)) || name.startsWith("QUARKUS_")) {
                passed.put(name, value);
            }
        });
        passed.put("HOME", paths.gateway().toString());
        return passed;
    }
}
