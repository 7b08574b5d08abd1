// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A cold start through the whole platform: the function keeps no instance alive, so each call makes one. The reply's
 * {@code X-Jfn-Cold} is checked; a call that met an instance still ending is taken again.
 */
final class PlatformSide implements Side {
    private static final int TRIES = 40;

    private final Platform platform;
    private final Harness harness;
    private final Pool pool;
    private final Path binary;
    private final Workspace workspace;
    private int again;
    private int taken;

    /** Whether ready sandboxes are made ahead. */
    enum Pool {
        FILLED("jfn", ""),
        EMPTY("jfn-empty", "--pool-floor 0 --pool-ceiling 0");

        private final String side;
        private final String options;

        Pool(String side, String options) {
            this.side = side;
            this.options = options;
        }

        List<String> workerOptions() {
            return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
        }
    }

    /** How the function is called, and so whether its sandboxes may be bound ahead. */
    private final String function;

    private PlatformSide(
            Platform platform, Harness harness, Pool pool, String function, Path binary, Workspace workspace) {
        this.function = function;
        this.platform = platform;
        this.harness = harness;
        this.pool = pool;
        this.binary = binary;
        this.workspace = workspace;
    }

    static PlatformSide start(
            Pool pool, Harness harness, Path root, Path binary, Workspace workspace, ResourceLimits limits) {
        var platform = Platform.start(pool.side, root, workspace, pool.workerOptions());
        BenchmarkFunction.deploy(platform.api(), binary, workspace, "cold", limits, 1, new Scaling(0, 64, 0));
        BenchmarkFunction.deploy(platform.api(), binary, workspace, "warm", limits, 1, new Scaling(0, 1, 60_000));
        return new PlatformSide(platform, harness, pool, "cold", binary, workspace);
    }

    /** The same platform, by a function that has a secret: nothing is bound ahead for it. */
    PlatformSide unbound(ResourceLimits limits) {
        BenchmarkFunction.deploy(
                platform.api(),
                binary,
                workspace,
                "unbound",
                limits,
                1,
                new Scaling(0, 64, 0),
                Map.of("key", "c2VjcmV0"));
        return new PlatformSide(platform, harness, pool, "unbound", binary, workspace);
    }

    /** Calls an instance that stays, so that both virtual machines have compiled the way of a call; says what was done. */
    String warmUp(int calls) {
        harness.loop(String.valueOf(platform.port()), "/function/warm/", calls);
        return calls + " calls of an instance that stays";
    }

    @Override
    public String name() {
        return function.equals("cold") ? pool.side : pool.side + "-" + function;
    }

    @Override
    public Sample sample() {
        for (int i = 0; i < TRIES; i++) {
            var sample = harness.call(String.valueOf(platform.port()), "/function/" + function + "/");
            String head = sample.detail().toLowerCase(Locale.ROOT);
            if (!head.startsWith("http/1.1 200")) {
                throw new BenchmarkException("the platform answered " + sample.detail());
            }
            if (head.contains("x-jfn-cold: true")) {
                taken++;
                return sample;
            }
            again++;
            Pause.millis(5);
        }
        throw new BenchmarkException("no cold start in " + TRIES + " calls: instances do not end with keepAlive 0");
    }

    /** What a reader must know about the samples. */
    String account() {
        return name() + ": " + taken + " cold starts by X-Jfn-Cold, " + again
                + " calls met a warm instance and were taken again";
    }

    /** Processor time of a whole life (start, call, tear-down, refill), against that of the calls alone. */
    void charge(Report report) {
        int lives = 100;
        double before = platform.processorMillis();
        for (int i = 0; i < lives; i++) {
            sample();
        }
        Pause.millis(500);
        report.note(String.format(
                Locale.ROOT,
                "CPU-ms per cold start of %s, tear-down and refill included (worker, gateway, function; kernel threads not):"
                        + " %.2f",
                name(),
                (platform.processorMillis() - before) / lives));
    }

    /** Reads the limits of a live instance back, and sends one over its memory. */
    void prove(ResourceLimits limits, Report report) {
        BenchmarkFunction.deploy(platform.api(), binary, workspace, "proof", limits, 1, new Scaling(0, 1, 60_000));
        platform.api().call("proof", "/");
        platform.instances()
                .forEach(instance ->
                        report.note("limits read back, " + name() + ": " + CgroupLimits.of(instance.pid())));
        BenchmarkFunction.deploy(
                platform.api(), binary.resolveSibling("hog"), workspace, "hog", limits, 1, new Scaling(0, 1, 0));
        report.note("over the memory limit, " + name() + ": " + platform.api().call("hog", "/"));
    }
}
