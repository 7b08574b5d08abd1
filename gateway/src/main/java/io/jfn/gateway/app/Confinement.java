// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What keeps the process that reads strangers' bytes from being worth taking over, read from {@code /proc/self/status}. */
final class Confinement {
    private static final List<String> CAPABILITY_SETS = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");
    private static final Pattern ZEROS = Pattern.compile("0+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Confinement() {}

    /** What is missing of it, a phrase each; empty for a process that may run. */
    static List<String> lacks(List<String> status) {
        Map<String, String> fields = status.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (first, _) -> first));
        List<String> lacks = new ArrayList<>();
        String uids = fields.getOrDefault("Uid", "0");
        if (BLANKS.splitAsStream(uids).anyMatch("0"::equals)) {
            lacks.add("it runs as root (Uid " + BLANKS.matcher(uids).replaceAll(" ") + ")");
        }
        for (String set : CAPABILITY_SETS) {
            String bits = fields.getOrDefault(set, "unknown");
            if (!ZEROS.matcher(bits).matches()) {
                lacks.add("it has capabilities (" + set + " " + bits + ")");
            }
        }
        if (!"1".equals(fields.get("NoNewPrivs"))) {
            lacks.add("it could gain privileges (NoNewPrivs is not 1)");
        }
        return lacks;
    }
}
