// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether a node's folders are closed to others, and what all functions together leave to the machine. */
final class HostState {
    /** What the kernel, the gateway, the worker and the operator's own programs want besides. */
    private static final long RESERVE = 256L << 20;

    private final HostFacts facts;
    private final HostRequest request;
    private final NodePaths paths;

    HostState(HostFacts facts, HostRequest request) {
        this.facts = facts;
        this.request = request;
        this.paths = new NodePaths(request.node());
    }

    List<HostCheck> checks() {
        return List.of(folders(), socket(), reserve());
    }

    private HostCheck folders() {
        var open = new ArrayList<String>();
        for (Path folder : List.of(paths.gateway(), paths.temporary(), paths.store(), paths.worker(), paths.log())) {
            facts.mode(folder.toString())
                    .filter(mode -> !mode.endsWith("------"))
                    .ifPresent(_ -> open.add(folder.toString()));
        }
        return HostCheck.safe(
                "folders of the node",
                open.isEmpty(),
                open.isEmpty() ? "closed to others" : "open to others: " + String.join(", ", open),
                "users of this machine can read functions, secrets or tokens, or put something in their place",
                "chmod 0700 " + String.join(" ", open));
    }

    private HostCheck socket() {
        Path socket = paths.run().resolve("worker.sock");
        String mode = facts.mode(socket.toString()).orElse("rw-------");
        return HostCheck.safe(
                "socket of the worker",
                mode.endsWith("------"),
                mode.endsWith("------") ? "closed to others" : mode,
                "users of this machine can command the worker, which is root",
                "chmod 0600 " + socket);
    }

    private HostCheck reserve() {
        String total = HostNeeds.field(facts.read("/proc/meminfo").orElse(""), "MemTotal")
                .replaceAll("[^0-9]", "");
        long machine = total.isEmpty() ? 0 : Long.parseLong(total) << 10;
        long functions = request.memoryBytes().orElse(machine / 5 * 4);
        long most = Math.max(0, machine - RESERVE);
        return HostCheck.safe(
                "memory left to the machine",
                functions <= most,
                NodeMemory.shown(Math.max(0, machine - functions)),
                "all functions together can take so much that the kernel ends programs of the machine",
                "jfn up --memory " + (most >> 20) + "Mi");
    }
}
