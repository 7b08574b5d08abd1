// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of the Java virtual machines that a node's two processes run on, wherever they are started.
 *
 * <p>Both compile sooner than a JVM does by default. What a cold start runs through, runs rarely: at the default 200 calls until
 * anything is compiled and 5,000 until it is compiled well, a node would interpret its cold starts for hours.
 */
public final class NodeJvm {
    /** What both have in common. */
    private static final List<String> BOTH = List.of(
            // What lives long is small and what is made for a call dies young: the serial collector's pauses stay at a
            // few
            // milliseconds, it takes the least memory, and no collector's threads compete with functions.
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** The quick compiler alone: system calls are the worker's work, and a slow compiler's threads would take the functions' time. */
    private static final List<String> WORKER_ONLY =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.05");

    /**
     * The quick compiler after ten calls, the good one after four hundred: when all thresholds are scaled down alike, the good one
     * is so busy after a start that the first calls take twice as long.
     */
    private static final List<String> GATEWAY_ONLY = List.of(
            "-Xms64m",
            "-XX:Tier3InvocationThreshold=10",
            "-XX:Tier3MinInvocationThreshold=5",
            "-XX:Tier3CompileThreshold=100",
            "-XX:Tier4InvocationThreshold=400",
            "-XX:Tier4MinInvocationThreshold=60",
            "-XX:Tier4CompileThreshold=1200");

    private NodeJvm() {}

    public static List<String> worker() {
        return joined(BOTH, WORKER_ONLY);
    }

    /** The gateway's, with a heap of at most so many MiB. */
    public static List<String> gateway(long heapMib) {
        return joined(BOTH, joined(GATEWAY_ONLY, List.of("-Xmx" + heapMib + "m")));
    }

    /** More options for a run whose end writes what it learned, classes and profiles, to a cache (JEP 483, 514, 515). */
    public static List<String> training(Path cache) {
        return List.of("-XX:AOTCacheOutput=" + cache);
    }

    /** More options for a run that starts with a cache; one that does not fit, as of another build, is passed over in silence. */
    public static List<String> trained(Path cache) {
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }

    /** A class path jar by jar in the order of names: a cache is bound to the order, and a folder's own is not always the same. */
    public static String classPath(Path jar, Path libraries) throws IOException {
        try (var jars = Files.list(libraries)) {
            return Stream.concat(Stream.of(jar), jars.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
