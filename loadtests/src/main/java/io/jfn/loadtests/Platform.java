// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.NodeJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker and a gateway of this checkout on a state folder and a port of their own, for the time of a run. */
final class Platform {
    private static final long PATIENCE_NANOS = 90_000_000_000L;
    private static final long GATEWAY_HEAP_MIB = 1024;
    private static final String GATEWAY_UID = "64017";

    private final Process worker;
    private final Process gateway;
    private final PlatformApi api;
    private final int port;

    private Platform(Process worker, Process gateway, PlatformApi api, int port) {
        this.worker = worker;
        this.gateway = gateway;
        this.api = api;
        this.port = port;
    }

    /**
     * Starts both processes as {@code jfn up} does and waits until calls are taken.
     *
     * @param name unique in the run; names the node, the state folder and the logs
     * @param workerOptions more options of the worker
     */
    static Platform start(String name, Path root, Workspace workspace, List<String> workerOptions) {
        var state = workspace.folder(name);
        int port = Ports.free();
        prepare(state);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var pool = root.resolve("warm-pool/target");
        var command = new ArrayList<String>();
        command.add(java);
        command.addAll(NodeJvm.worker());
        command.addAll(cache(root, "worker"));
        command.addAll(List.of(
                "-cp",
                classPath(pool),
                "io.jfn.pool.Worker",
                "--state",
                state.toString(),
                "--gateway-uid",
                GATEWAY_UID,
                "--node",
                name));
        command.addAll(workerOptions);
        var worker = workspace.start(name + "-worker", new ProcessBuilder(command));
        await(
                worker,
                name + "-worker",
                workspace,
                () -> workspace.tail(name + "-worker").contains("worker: ready"));
        var gateway = workspace.start(name + "-gateway", new ProcessBuilder(gateway(java, root, state, port)));
        var api = new PlatformApi(port, state.resolve("gateway/token"));
        await(gateway, name + "-gateway", workspace, api::ready);
        return new Platform(worker, gateway, api, port);
    }

    private static List<String> gateway(String java, Path root, Path state, int port) {
        var command = new ArrayList<>(List.of(
                "setpriv",
                "--reuid",
                GATEWAY_UID,
                "--regid",
                GATEWAY_UID,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                java));
        command.addAll(NodeJvm.gateway(GATEWAY_HEAP_MIB));
        command.addAll(cache(root, "gateway"));
        command.addAll(List.of(
                "-Djfn.state-dir=" + state,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                root.resolve("gateway/target/quarkus-app/quarkus-run.jar").toString()));
        return command;
    }

    private static String classPath(Path pool) {
        try {
            return NodeJvm.classPath(pool.resolve("jfn-warm-pool-0.1.0.jar"), pool.resolve("lib"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the worker's jars in " + pool.resolve("lib"), e);
        }
    }

    /** The start-up cache that {@code jfn train} made; one that does not fit would be a measurement of something else, so it must. */
    private static List<String> cache(Path root, String process) {
        var cache = root.resolve("target/jfn").resolve(process + ".aot");
        if (!Files.exists(cache)) {
            throw new BenchmarkException(cache + " is missing: run loadtests/run, which makes it by 'jfn train'");
        }
        var options = new ArrayList<>(NodeJvm.trained(cache));
        options.add("-XX:AOTMode=on");
        return options;
    }

    PlatformApi api() {
        return api;
    }

    int port() {
        return port;
    }

    /** Worker, gateway and the main processes of all instances. */
    List<ProcessHandle> processes() {
        var all = new ArrayList<ProcessHandle>();
        all.add(gateway.toHandle());
        all.add(worker.toHandle());
        all.addAll(instances());
        return all;
    }

    /** Main processes of the instances: the worker's children. */
    List<ProcessHandle> instances() {
        return worker.children().toList();
    }

    /** Processor time that worker, gateway and ended instances took so far, in milliseconds. */
    double processorMillis() {
        return Machine.processorMillis(worker.pid()) + Machine.processorMillis(gateway.pid());
    }

    private static void prepare(Path state) {
        Command.of("chmod", "0755", state.toString());
        for (String folder : List.of("gateway", "store")) {
            Command.of("install", "-d", "-m", "0700", "-o", GATEWAY_UID, "-g", GATEWAY_UID, state + "/" + folder);
        }
        Command.of("install", "-d", "-m", "0700", state + "/worker", state + "/log");
        Command.of("install", "-d", "-m", "0755", state + "/run");
    }

    private static void await(
            Process process, String name, Workspace workspace, java.util.function.BooleanSupplier ready) {
        long begin = System.nanoTime();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new BenchmarkException(
                        name + " ended with " + process.exitValue() + ":\n" + workspace.tail(name));
            }
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new BenchmarkException(name + " is not ready after 90 s:\n" + workspace.tail(name));
            }
            Pause.millis(50);
        }
    }

    /** Whether a checkout has both processes built. */
    static boolean built(Path root) {
        return Files.exists(root.resolve("warm-pool/target/jfn-warm-pool-0.1.0.jar"))
                && Files.exists(root.resolve("gateway/target/quarkus-app/quarkus-run.jar"));
    }
}
