// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run prints, and the file of raw samples it leaves. */
final class Report {
    private final Options options;
    private final Map<String, Object> document = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Map<String, Object>> published = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Object> absolute = new LinkedHashMap<>();
    private boolean complete = true;
    private final Map<String, Object> raw = new LinkedHashMap<>();

    Report(Options options, Map<String, String> machine) {
        this.options = options;
        document.put("run", options.run());
        document.put("quick", options.quick());
        document.put("seed", options.seed());
        document.put("machine", machine);
        document.put("figures", published);
        document.put("notes", notes);
        document.put("absolute", absolute);
        document.put("raw", raw);
        machine.forEach((name, value) -> System.out.println("# " + name + ": " + value));
    }

    /** Something a reader of the figures must know; printed at once. */
    void note(String text) {
        notes.add(text);
        System.out.println("# " + text);
    }

    /** A side that could not be measured: its figures are left out, and the run does not count as a success. */
    void missing(String side, BenchmarkException why) {
        complete = false;
        note("NOT MEASURED: " + side + ": " + why.getMessage());
    }

    boolean complete() {
        return complete;
    }

    /** What happens now, for whoever waits; not kept. */
    void progress(String text) {
        System.err.println("loadtests: " + text);
    }

    void figure(Figure figure) {
        figures.add(figure);
        published.add(figure.fields());
        System.out.println(figure.line());
    }

    /** Absolute times of one side in one mode, given in nanoseconds. */
    void absolute(String mode, String side, double[] nanos) {
        double p50 = Statistics.percentile(nanos, 50) / 1e6;
        double p99 = Statistics.percentile(nanos, 99) / 1e6;
        absolute.put(mode + " " + side, Map.of("p50ms", p50, "p99ms", p99, "n", nanos.length));
        System.out.printf(
                Locale.ROOT, "  %-10s %-16s p50 %8.3f ms  p99 %8.3f ms  (n=%d)%n", mode, side, p50, p99, nanos.length);
    }

    /** How fast one side went through so many bytes, from its times in nanoseconds. */
    void speed(String mode, String side, long bytes, double[] nanos) {
        double median = bytes / 1e6 / (Statistics.percentile(nanos, 50) / 1e9);
        absolute.put(mode + " " + side, Map.of("megabytesPerSecond", median, "n", nanos.length));
        System.out.printf(Locale.ROOT, "  %-10s %-16s %8.0f MB/s  (n=%d)%n", mode, side, median, nanos.length);
    }

    /** Throughput of one side, requests a second, one number a round. */
    void throughput(String mode, String side, double[] rates) {
        double median = Statistics.median(rates);
        absolute.put(mode + " " + side + " throughput", Map.of("requestsPerSecond", median, "n", rates.length));
        System.out.printf(Locale.ROOT, "  %-10s %-16s %8.0f requests/s  (n=%d)%n", mode, side, median, rates.length);
    }

    void raw(String name, Object samples) {
        raw.put(name, samples);
    }

    /** Writes the file, and prints the table when asked. */
    void finish() {
        if (figures.isEmpty() && raw.isEmpty()) {
            return;
        }
        var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        try {
            Files.createDirectories(options.json().toAbsolutePath().getParent());
            mapper.writeValue(options.json().toFile(), document);
            System.out.println("# raw samples: " + options.json());
        } catch (IOException e) {
            throw new BenchmarkException("cannot write " + options.json() + ": " + e.getMessage(), e);
        }
        if (options.markdown()) {
            System.out.println();
            System.out.print(markdown());
        }
    }

    String markdown() {
        var table =
                new StringBuilder("| figure | what | mode | p50 [95 %] | p99 | rounds |\n|---|---|---|---|---|---|\n");
        for (Figure figure : figures) {
            table.append("| ").append(figure.id());
            table.append(" | ").append(figure.what());
            table.append(" | ").append(figure.mode());
            table.append(" | ").append(Figure.number(figure.p50()));
            table.append(" [").append(Figure.number(figure.low()));
            table.append(", ").append(Figure.number(figure.high()));
            table.append("] | ").append(figure.p99().map(Figure::number).orElse(""));
            table.append(" | ").append(figure.rounds()).append(" |\n");
        }
        table.append("\nMade by `loadtests/run ").append(options.run());
        table.append(options.quick() ? " --quick" : "")
                .append(" --seed ")
                .append(options.seed())
                .append(" --markdown`.\n");
        return table.toString();
    }
}
