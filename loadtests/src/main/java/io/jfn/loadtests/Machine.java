// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine that everything is measured on, as the kernel describes it. */
final class Machine {
    private static final int STEAL = 8;

    private Machine() {}

    /** Processor time since boot in ticks: all of it, and what the hypervisor kept. */
    record Ticks(long all, long steal) {
        /** Share kept between an earlier reading and this one, 0 to 1. */
        double stealSince(Ticks earlier) {
            return all == earlier.all ? 0 : (double) (steal - earlier.steal) / (all - earlier.all);
        }
    }

    static Ticks ticks() {
        String[] fields = read("/proc/stat").lines().findFirst().orElse("").split("\\s+", -1);
        long all = Arrays.stream(fields)
                .skip(1)
                .limit(STEAL)
                .mapToLong(Long::parseLong)
                .sum();
        return new Ticks(all, fields.length > STEAL ? Long.parseLong(fields[STEAL]) : 0);
    }

    /** Processor time of a process and of its ended children, in milliseconds. */
    static double processorMillis(long pid) {
        String stat = read("/proc/" + pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Arrays.stream(fields)
                        .skip(11)
                        .limit(4)
                        .mapToLong(Long::parseLong)
                        .sum()
                * 10.0;
    }

    /** What a reader needs to judge the figures. */
    static Map<String, String> description() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put(
                "model",
                read("/proc/cpuinfo")
                        .lines()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .findFirst()
                        .orElse("unknown"));
        facts.put("kernel", read("/proc/sys/kernel/osrelease").trim());
        facts.put("memory", read("/proc/meminfo").lines().findFirst().orElse("").replaceAll("\\s+", " "));
        facts.put("load average at the beginning", read("/proc/loadavg").trim());
        facts.put("java", System.getProperty("java.vm.version", "unknown"));
        facts.put("cgroups", Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")) ? "v2" : "v1 or hybrid");
        return facts;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
