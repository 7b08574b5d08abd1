// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.ResourceLimits;
import io.jfn.loadtests.Side.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Cold starts: the platform with a filled and with an empty pool, beside bare exec, runc and bubblewrap. */
final class ColdRun {
    static final ResourceLimits LIMITS = new ResourceLimits(64 * ResourceLimits.MIB, 1000, 64, 16 * ResourceLimits.MIB);

    private static final int IDLE_MILLIS = 200;
    private static final int BLOCK = 10;
    private static final int WARM_UP = 300;
    private static final int WARM_CALLS = 20_000;

    private final Options options;
    private final Path root;
    private final Workspace workspace;
    private final Report report;
    private final List<Side> sides = new ArrayList<>();
    private final Map<String, Rounds<Sample>> modes = new LinkedHashMap<>();

    ColdRun(Options options, Path root, Workspace workspace, Report report) {
        this.options = options;
        this.root = root;
        this.workspace = workspace;
        this.report = report;
    }

    void measure() {
        explain();
        var harness = Harness.start(root.resolve("loadtests/target/harness"), workspace);
        Path function = root.resolve("loadtests/target/function");
        addPeers(harness, function);
        var platforms = addPlatforms(harness, function);
        warmUp();
        modes.put("sporadic", new Rounds<>());
        modes.put("burst", new Rounds<>());
        var random = new Random(options.seed());
        int count = options.roundsOr(200, 30);
        report.progress(count + " rounds sporadic and " + count + " in burst, " + sides.size() + " sides each");
        var before = Machine.ticks();
        for (int done = 0; done < count; done += BLOCK) {
            int now = Math.min(BLOCK, count - done);
            sample("sporadic", now, random);
            sample("burst", now, random);
            report.progress((done + now) + " of " + count + " rounds");
        }
        report.note(String.format(
                java.util.Locale.ROOT,
                "steal %.2f %% over the rounds; rounds over 1 %% left out: %d sporadic, %d burst",
                100 * Machine.ticks().stealSince(before),
                leftOut("sporadic"),
                leftOut("burst")));
        platforms.forEach(side -> report.note(side.account()));
        modes.forEach((mode, rounds) ->
                sides.forEach(side -> report.absolute(mode, side.name(), Rounds.times(rounds, side.name()))));
        platforms.forEach(side -> modes.forEach((mode, rounds) -> report.note("where the time goes, " + side.name()
                + " " + mode + ": " + ServerTiming.summary(rounds, side.name()))));
        modes.forEach((mode, rounds) -> report.raw(mode, rounds.all()));
        figures();
    }

    private void explain() {
        report.note("clock: client's CLOCK_MONOTONIC, before the request's first byte to the answer's first byte");
        report.note("pins: none, client and system under test share all processors");
        report.note("L1, runc and bwrap answer on an inherited Unix socket; jfn on TCP in the sandbox's own network, "
                + "reached by HTTP through the gateway over a kept connection on loopback TCP");
        report.note("sporadic: " + IDLE_MILLIS
                + " ms idle before each sample; burst: no idle, the second of two samples " + "in a row counts");
        report.note(
                "jfn: its sandboxes are bound ahead after two claims of a function within a minute, as always; jfn-unbound: the "
                        + "same platform and binary with a secret, which is never bound ahead");
        report.note("off the clock: making ready sandboxes (jfn), tearing down (all)");
    }

    private void addPeers(Harness harness, Path function) {
        Path rootfs = rootfs(function);
        add(Side.of("L1", () -> harness.spawn(List.of(function.toString()))));
        add(new JavaSpawn(function, workspace));
        var runc = new RuncPeer(harness, workspace, rootfs, LIMITS);
        if (add(runc)) {
            runc.prove(workspace, rootfs, LIMITS, report);
        }
        add(Side.of("bwrap", () -> harness.spawn(Bubblewrap.command(rootfs))));
        report.note("bwrap has no cgroups: no limit of memory, CPU or pids, and nothing to read back");
    }

    private List<PlatformSide> addPlatforms(Harness harness, Path function) {
        if (!Platform.built(root)) {
            throw new BenchmarkException("the platform is not built: start this by loadtests/run");
        }
        var added = new ArrayList<PlatformSide>();
        for (var pool : List.of(PlatformSide.Pool.FILLED, PlatformSide.Pool.EMPTY)) {
            report.progress("starting the platform, pool " + pool);
            try {
                var side = PlatformSide.start(pool, harness, root, function, workspace, LIMITS);
                if (add(side)) {
                    added.add(side);
                    side.prove(LIMITS, report);
                    if (pool == PlatformSide.Pool.FILLED) {
                        var unbound = side.unbound(LIMITS);
                        if (add(unbound)) {
                            added.add(unbound);
                        }
                    }
                }
            } catch (BenchmarkException e) {
                report.missing("the platform, pool " + pool, e);
            }
        }
        return added;
    }

    private Path rootfs(Path function) {
        var rootfs = workspace.folder("rootfs");
        try {
            for (String folder : List.of("proc", "dev", "tmp")) {
                Files.createDirectories(rootfs.resolve(folder));
            }
            Files.copy(function, rootfs.resolve("function"));
            Files.copy(function.resolveSibling("hog"), rootfs.resolve("hog"));
            return rootfs;
        } catch (IOException e) {
            throw new BenchmarkException("cannot make the peers' root folder: " + e.getMessage(), e);
        }
    }

    /** Takes a side in when it can give three samples; else says why not, and its figures are missing. */
    private boolean add(Side side) {
        try {
            for (int i = 0; i < 3; i++) {
                side.sample();
            }
            sides.add(side);
            return true;
        } catch (BenchmarkException e) {
            report.missing(side.name(), e);
            return false;
        }
    }

    private void warmUp() {
        int calls = options.quick() ? WARM_UP / 3 : WARM_UP;
        for (Side side : sides) {
            if (side instanceof PlatformSide || side instanceof JavaSpawn) {
                var first = new double[calls];
                for (int i = 0; i < calls; i++) {
                    first[i] = side.sample().nanos();
                }
                report.raw("first samples of " + side.name(), first);
                report.note("warm-up: " + calls + " samples of " + side.name() + ", in the file as its first samples"
                        + (side instanceof PlatformSide platform ? ", and " + platform.warmUp(WARM_CALLS) : ""));
            }
        }
    }

    private void sample(String mode, int count, Random random) {
        boolean sporadic = mode.equals("sporadic");
        for (int i = 0; i < count; i++) {
            var samples = new LinkedHashMap<String, Sample>();
            var before = Machine.ticks();
            for (Side side : Rounds.shuffled(sides, random)) {
                if (sporadic) {
                    Pause.millis(IDLE_MILLIS);
                } else {
                    side.sample();
                }
                samples.put(side.name(), side.sample());
            }
            rounds(mode).add(samples, Machine.ticks().stealSince(before));
        }
    }

    private Rounds<Sample> rounds(String mode) {
        return java.util.Objects.requireNonNull(modes.get(mode));
    }

    private int leftOut(String mode) {
        return rounds(mode).all().size() - rounds(mode).counted().size();
    }

    private void figures() {
        var random = new SplittableRandom(options.seed());
        for (String mode : modes.keySet()) {
            compare("L1j", "bare exec from Java ÷ L1", mode, "L1j", "L1", random);
            compare("C1", "pool hit ÷ bare exec (L1)", mode, "jfn", "L1", random);
            compare("C1j", "pool hit ÷ bare exec from Java (L1j)", mode, "jfn", "L1j", random);
            compare("C1u", "pool hit, not bound ahead ÷ bare exec (L1)", mode, "jfn-unbound", "L1", random);
            compare("C2", "pool empty ÷ bare exec (L1)", mode, "jfn-empty", "L1", random);
            compare("C3", "pool hit ÷ runc run", mode, "jfn", "runc", random);
            compare("C4", "pool hit ÷ bwrap, which has no cgroups", mode, "jfn", "bwrap", random);
        }
        if (has("jfn")) {
            double[] sporadic = Rounds.times(rounds("sporadic"), "jfn");
            double[] burst = Rounds.times(rounds("burst"), "jfn");
            int pairs = Math.min(sporadic.length, burst.length);
            report.figure(Figure.ofTimes(
                    "C12",
                    "pool hit, sporadic ÷ burst",
                    "both",
                    java.util.Arrays.copyOf(sporadic, pairs),
                    java.util.Arrays.copyOf(burst, pairs),
                    random));
        }
    }

    private boolean has(String side) {
        return sides.stream().anyMatch(one -> one.name().equals(side));
    }

    private void compare(String id, String what, String mode, String above, String below, SplittableRandom random) {
        if (has(above) && has(below)) {
            report.figure(Figure.ofTimes(
                    id, what, mode, Rounds.times(rounds(mode), above), Rounds.times(rounds(mode), below), random));
        }
    }
}
