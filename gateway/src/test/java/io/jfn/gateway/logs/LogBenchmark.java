// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Measures by hand what capture costs: begin and end of a call, and bytes a second through the pump. */
final class LogBenchmark {
    private static final int MIB = 1 << 20;

    private LogBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        var limits = new LogLimits(MIB, 8192, 1L << 40, 1L << 30, MIB);
        try (var logs = new LogStore(limits, InstantSource.system(), System::nanoTime);
                var out = new TestPipe();
                var err = new TestPipe()) {
            logs.capture("bench", "i1", out.source(), err.source());
            for (int round = 0; round < 5; round++) {
                silentCalls(logs);
            }
            for (int line : new int[] {10, 80, 1000}) {
                for (int round = 0; round < 3; round++) {
                    throughput(logs, out, line, round);
                }
            }
        }
    }

    private static void silentCalls(LogStore logs) {
        int calls = 300_000;
        var threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < calls; i++) {
            logs.begin("i1", "0b5a1d7e");
            logs.end("i1", "0b5a1d7e");
        }
        long nanos = threads.getCurrentThreadCpuTime() - start;
        System.out.println("begin and end of a silent call: " + nanos / calls + " ns of CPU");
    }

    private static void throughput(LogStore logs, TestPipe out, int line, int round) throws Exception {
        byte[] piece = ("x".repeat(line - 1) + "\n").repeat(64 * 1024 / line).getBytes(StandardCharsets.UTF_8);
        long total = 0;
        long start = System.nanoTime();
        while (total < 128L * MIB) {
            out.write(piece);
            total += piece.length;
        }
        String last = "end " + line + " " + round;
        out.write(last + "\n");
        Store.until(() -> logs.tail("bench", new LogQuery(1, 0, null, null)).stream()
                .anyMatch(l -> l.text().equals(last)));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println("lines of " + line + " bytes: " + (long) (total / seconds / MIB) + " MiB/s");
    }
}
