// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Kernel modules of rare protocols: opening a socket loads them, and with them their holes. */
final class HostModules {
    private static final List<String> RARE = List.of(
            "rxrpc",
            "esp4",
            "esp6",
            "sctp",
            "dccp",
            "tipc",
            "can",
            "bluetooth",
            "vsock",
            "rds",
            "ax25",
            "x25",
            "appletalk");
    private static final String CLOSED = "/etc/modprobe.d";

    private final HostFacts facts;

    HostModules(HostFacts facts) {
        this.facts = facts;
    }

    HostCheck check() {
        var loadable = isLoadingOver() ? List.<String>of() : loadable();
        return HostCheck.safe(
                "modules of rare protocols",
                loadable.isEmpty(),
                loadable.isEmpty() ? "none loads by itself" : String.join(" ", loadable),
                "whoever opens such a socket has the kernel load code that is little looked at; functions are kept from it by"
                        + " a filter alone",
                "printf 'install %s /bin/false\\n' " + String.join(" ", loadable) + " > " + CLOSED + "/jfn.conf");
    }

    private boolean isLoadingOver() {
        return facts.read("/proc/sys/kernel/modules_disabled").orElse("0").equals("1");
    }

    /** Those that this kernel has as a file and that nobody has closed. */
    private List<String> loadable() {
        String release = facts.read("/proc/sys/kernel/osrelease").orElse("");
        String there = facts.read("/lib/modules/" + release + "/modules.dep").orElse("");
        String closed = facts.list(CLOSED).stream()
                .filter(name -> name.endsWith(".conf"))
                .map(name -> facts.read(CLOSED + "/" + name).orElse(""))
                .collect(Collectors.joining("\n"));
        return RARE.stream()
                .filter(name -> there.contains("/" + name + ".ko"))
                .filter(name -> closed.lines().noneMatch(line -> closes(line, name)))
                .toList();
    }

    private static boolean closes(String line, String module) {
        var words = Arrays.asList(line.strip().split("\\s+", -1));
        return words.size() >= 3
                && words.get(0).equals("install")
                && words.get(1).equals(module)
                && List.of("/bin/false", "/bin/true", "/usr/bin/false", "/usr/bin/true")
                        .contains(words.get(2));
    }
}
