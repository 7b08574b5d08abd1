// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Warm calls: the platform and nginx as a reverse proxy, each in front of the same function, beside a direct call. */
final class WarmRun {
    private static final String DIRECT = "L3";
    private static final String DIRECT_UNIX = "L3-unix";
    private static final String NGINX = "nginx-unix";
    private static final String NGINX_TCP = "nginx-tcp";
    private static final String JFN = "jfn";
    private static final int CONNECTIONS = 32;
    private static final int CALLS = 50;

    private final Options options;
    private final Path root;
    private final Workspace workspace;
    private final Report report;

    WarmRun(Options options, Path root, Workspace workspace, Report report) {
        this.options = options;
        this.root = root;
        this.workspace = workspace;
        this.report = report;
    }

    void measure() {
        explain();
        var harness = Harness.start(root.resolve("loadtests/target/harness"), workspace);
        Path binary = root.resolve("loadtests/target/function");
        var proxied = ProxiedFunction.start(binary, workspace);
        report.progress("starting the platform");
        var platform = Platform.start("jfn", root, workspace, List.of());
        var limits = new ResourceLimits(128 * ResourceLimits.MIB, 2000, 64, 16 * ResourceLimits.MIB);
        BenchmarkFunction.deploy(
                platform.api(), binary, workspace, "warm", limits, 2 * CONNECTIONS, new Scaling(1, 1, 600_000));
        var targets = new LinkedHashMap<String, Target>();
        targets.put(DIRECT, new Target(String.valueOf(proxied.tcpPort()), "/"));
        targets.put(DIRECT_UNIX, new Target("unix:" + proxied.socket(), "/"));
        targets.put(NGINX, new Target(String.valueOf(proxied.nginxOverUnix()), "/"));
        targets.put(NGINX_TCP, new Target(String.valueOf(proxied.nginxOverTcp()), "/"));
        targets.put(JFN, new Target(String.valueOf(platform.port()), "/function/warm/"));
        warmUp(harness, targets);

        var systems = new ArrayList<>(proxied.processes());
        systems.addAll(platform.processes());
        for (var sharing : Sharing.values()) {
            sharing.apply(harness.pid(), systems);
            report.note(sharing.explanation());
            latency(sharing, harness, targets);
            var rates = throughput(sharing, targets);
            tail(sharing, harness, targets, rates);
        }
        platform.instances()
                .forEach(instance -> report.note("limits read back, " + JFN + ": " + CgroupLimits.of(instance.pid())));
    }

    /** Where a side is called. */
    record Target(String where, String path) {}

    private void explain() {
        report.note(
                "L3: the function called directly over loopback TCP; nginx: Debian's, one worker, keep-alive to the same "
                        + "process by Unix socket (nginx-unix) or loopback TCP (nginx-tcp); jfn: an instance of the same binary in a "
                        + "sandbox, by TCP in its own network");
        report.note(
                "W1: one kept connection, " + CALLS + " calls a side and round, median; added = median - median of L3");
        report.note("W2: open loop at 50 % of the lower of jfn's and nginx's throughput, the same rate for all, "
                + CONNECTIONS + " connections, times counted from when a call was due");
        report.note("W3: wrk, one thread, " + CONNECTIONS + " connections, closed loop");
    }

    private void warmUp(Harness harness, Map<String, Target> targets) {
        int calls = options.quick() ? 10_000 : 30_000;
        var jfn = target(targets, JFN);
        double[] first = harness.loop(jfn.where(), jfn.path(), 1000);
        report.raw("first 1000 calls of jfn", first);
        report.absolute("first1000", JFN, first);
        harness.loop(jfn.where(), jfn.path(), calls);
        Wrk.rate(jfn, CONNECTIONS, options.quick() ? 3 : 8, Sharing.SHARED);
        report.note("warm-up of jfn: " + calls + " calls on one connection and " + (options.quick() ? 3 : 8)
                + " s of wrk; its first 1000 calls are in the file");
    }

    private void latency(Sharing sharing, Harness harness, Map<String, Target> targets) {
        int count = options.roundsOr(200, 100);
        var random = new Random(options.seed());
        var medians = new LinkedHashMap<String, double[]>();
        var all = new LinkedHashMap<String, double[]>();
        targets.keySet().forEach(side -> {
            medians.put(side, new double[count]);
            all.put(side, new double[count * CALLS]);
        });
        var before = Machine.ticks();
        for (int i = 0; i < count; i++) {
            for (String side : Rounds.shuffled(List.copyOf(targets.keySet()), random)) {
                var target = target(targets, side);
                double[] times = harness.loop(target.where(), target.path(), CALLS);
                of(medians, side)[i] = Statistics.median(times);
                System.arraycopy(times, 0, of(all, side), i * CALLS, CALLS);
            }
        }
        report.note(sharing.word() + ": steal " + percent(Machine.ticks().stealSince(before)) + " over W1's rounds");
        all.forEach((side, times) -> report.absolute(sharing.word(), side, times));
        report.raw("W1 " + sharing.word(), all);
        var draws = new SplittableRandom(options.seed());
        added("W1", "added p50 ÷ nginx's over a Unix socket", sharing, medians, NGINX, draws);
        added("W1t", "added p50 ÷ nginx's over TCP", sharing, medians, NGINX_TCP, draws);
    }

    private void added(
            String id, String what, Sharing sharing, Map<String, double[]> sides, String peer, SplittableRandom draws) {
        double[] ours = Statistics.differences(of(sides, JFN), of(sides, DIRECT));
        double[] theirs = Statistics.differences(of(sides, peer), of(sides, DIRECT));
        double least = Statistics.median(theirs);
        if (least <= 0) {
            report.note(id + " " + sharing.word() + ": no figure, " + peer + " added nothing that can be told apart ("
                    + Figure.number(least / 1000) + " µs)");
            return;
        }
        report.note(String.format(
                java.util.Locale.ROOT,
                "%s %s: added by jfn %.1f µs, by %s %.1f µs",
                id,
                sharing.word(),
                Statistics.median(ours) / 1000,
                peer,
                least / 1000));
        report.figure(Figure.ofRatios(
                id, what, sharing.word(), Statistics.ratios(ours, theirs), java.util.Optional.empty(), draws));
    }

    private Map<String, double[]> throughput(Sharing sharing, Map<String, Target> targets) {
        int count = options.quick() ? 3 : 8;
        int seconds = options.quick() ? 1 : 2;
        var random = new Random(options.seed());
        var rates = new LinkedHashMap<String, double[]>();
        var sides = List.of(DIRECT, NGINX, NGINX_TCP, JFN);
        sides.forEach(side -> rates.put(side, new double[count]));
        for (int i = 0; i < count; i++) {
            for (String side : Rounds.shuffled(sides, random)) {
                of(rates, side)[i] = Wrk.rate(target(targets, side), CONNECTIONS, seconds, sharing);
            }
        }
        rates.forEach((side, found) -> report.throughput(sharing.word(), side, found));
        report.raw("W3 " + sharing.word(), rates);
        var draws = new SplittableRandom(options.seed());
        report.figure(Figure.ofRatios(
                "W3",
                "throughput ÷ nginx's over a Unix socket",
                sharing.word(),
                Statistics.ratios(of(rates, JFN), of(rates, NGINX)),
                java.util.Optional.empty(),
                draws));
        return rates;
    }

    private void tail(Sharing sharing, Harness harness, Map<String, Target> targets, Map<String, double[]> rates) {
        if (sharing == Sharing.SHARED) {
            return; // the generator polls without sleeping: it needs a processor of its own
        }
        double rate = 0.5 * Math.min(Statistics.median(of(rates, JFN)), Statistics.median(of(rates, NGINX)));
        int count = options.quick() ? 5 : 15;
        int millis = options.quick() ? 1000 : 2000;
        var random = new Random(options.seed());
        var tails = new LinkedHashMap<String, double[]>();
        var all = new LinkedHashMap<String, List<double[]>>();
        var sides = List.of(DIRECT, NGINX, JFN);
        sides.forEach(side -> {
            tails.put(side, new double[count]);
            all.put(side, new ArrayList<>());
        });
        for (int i = 0; i < count; i++) {
            for (String side : Rounds.shuffled(sides, random)) {
                var target = target(targets, side);
                double[] times = harness.open(target.where(), target.path(), rate, millis, CONNECTIONS);
                of(tails, side)[i] = Statistics.percentile(times, 99);
                java.util.Objects.requireNonNull(all.get(side)).add(times);
            }
        }
        report.note(
                String.format(java.util.Locale.ROOT, "W2: %.0f requests/s, %d rounds of %d ms", rate, count, millis));
        all.forEach((side, rounds) -> report.absolute("open", side, flat(rounds)));
        report.raw("W2 p99 by round", tails);
        var draws = new SplittableRandom(options.seed());
        report.figure(Figure.ofRatios(
                "W2p",
                "p99 ÷ nginx's p99, open loop at half of saturation",
                sharing.word(),
                Statistics.ratios(of(tails, JFN), of(tails, NGINX)),
                java.util.Optional.empty(),
                draws));
        added("W2", "added p99 ÷ nginx's, open loop at half of saturation", sharing, tails, NGINX, draws);
    }

    private static double[] flat(List<double[]> rounds) {
        return rounds.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    private static String percent(double share) {
        return String.format(java.util.Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static Target target(Map<String, Target> targets, String side) {
        return java.util.Objects.requireNonNull(targets.get(side));
    }

    private static double[] of(Map<String, double[]> sides, String side) {
        return java.util.Objects.requireNonNull(sides.get(side));
    }
}
