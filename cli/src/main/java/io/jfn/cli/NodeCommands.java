// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.NodeJvm;
import java.util.ArrayList;
import java.util.List;

/** The command lines of a node's two processes, as data. */
final class NodeCommands {
    private NodeCommands() {}

    static List<String> worker(NodeSetup setup) {
        var command = new ArrayList<>(List.of("setsid", setup.java().toString()));
        command.addAll(NodeJvm.worker());
        command.addAll(setup.caching(NodeRole.WORKER));
        command.addAll(List.of(
                "-XX:ErrorFile=" + setup.paths().log().resolve("worker-crash.log"),
                "-cp",
                setup.app().workerClassPath(),
                "io.jfn.pool.Worker",
                "--state",
                setup.paths().state().toString(),
                "--gateway-uid",
                Integer.toString(setup.gatewayUid())));
        option(command, "--memory", setup.sizing().memoryBytes());
        option(command, "--pool-floor", setup.sizing().poolFloor());
        option(command, "--pool-ceiling", setup.sizing().poolCeiling());
        return List.copyOf(command);
    }

    static List<String> gateway(NodeSetup setup) {
        String uid = Integer.toString(setup.gatewayUid());
        var command = new ArrayList<>(List.of(
                "setsid",
                "setpriv",
                "--reuid",
                uid,
                "--regid",
                uid,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                setup.java().toString()));
        command.addAll(NodeJvm.gateway(setup.sizing().gatewayHeapMib()));
        command.addAll(setup.caching(NodeRole.GATEWAY));
        command.addAll(List.of(
                "-XX:ErrorFile=" + setup.paths().gateway().resolve("crash.log"),
                // Native libraries are unpacked there: a folder nobody else can write to.
                "-Djava.io.tmpdir=" + setup.paths().temporary(),
                "-Djfn.state-dir=" + setup.paths().state(),
                "-Dquarkus.http.host=" + setup.host(),
                "-Dquarkus.http.port=" + setup.port()));
        if (setup.sizing().memoryBytes() != null) {
            command.add("-Djfn.memory-bytes=" + setup.sizing().memoryBytes());
        }
        command.add("-jar");
        command.add(setup.app().gatewayJar().toString());
        return List.copyOf(command);
    }

    private static void option(List<String> command, String name, @org.jspecify.annotations.Nullable Number value) {
        if (value != null) {
            command.add(name);
            command.add(value.toString());
        }
    }
}
