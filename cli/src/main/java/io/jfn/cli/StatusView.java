// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jfn.api.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node as {@code jfn status} shows it.
 *
 * @param state {@code up}, {@code degraded} (only one process, or not ready) or {@code down}
 * @param url where the gateway is reached
 * @param stateFolder the node's state folder
 * @param processes those that run
 * @param node what the gateway says; absent when it does not answer, or this user may not read its token
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusView(
        String state,
        @Nullable String url,
        String stateFolder,
        List<Running> processes,
        @Nullable NodeStatus node) {
    /** A running process. */
    record Running(String role, long pid, long memoryBytes) {}

    static String state(boolean worker, boolean gateway, boolean ready) {
        return worker && gateway && ready ? "up" : worker || gateway ? "degraded" : "down";
    }

    List<List<String>> table() {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("WHAT", "IS"));
        rows.add(List.of("state", state));
        if (url != null) {
            rows.add(List.of("url", url));
        }
        for (Running running : processes) {
            rows.add(List.of(running.role(), "pid " + running.pid() + ", " + NodeMemory.shown(running.memoryBytes())));
        }
        if (node != null) {
            rows.add(List.of("node", node.node() + (node.draining() ? ", draining" : "")));
            rows.add(List.of("version", node.version()));
            rows.add(List.of("worker connected", node.workerConnected() ? "yes" : "no"));
            rows.add(List.of("control groups", node.cgroups()));
            rows.add(List.of("functions", Integer.toString(node.functions())));
            rows.add(List.of("instances", Integer.toString(node.instances())));
            rows.add(List.of("ready sandboxes", Integer.toString(node.readySandboxes())));
            rows.add(List.of("queued invocations", Integer.toString(node.queued())));
            rows.add(List.of(
                    "memory",
                    NodeMemory.shown(node.memoryReservedBytes()) + " of " + NodeMemory.shown(node.memoryBudgetBytes())
                            + " reserved"));
        }
        rows.add(List.of("state folder", stateFolder));
        return rows;
    }
}
