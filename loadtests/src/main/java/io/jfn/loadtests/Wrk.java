// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.util.regex.Pattern;

/** {@code wrk}: closed loop, so for throughput only. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private Wrk() {}

    /** Answers a second with 200; any other answer or a socket error makes the measurement invalid. */
    static double rate(WarmRun.Target target, int connections, int seconds, Sharing sharing) {
        String output = Command.of(
                "taskset",
                "-c",
                sharing.generator(),
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "http://127.0.0.1:" + target.where() + target.path());
        var rate = RATE.matcher(output);
        if (!rate.find() || output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new BenchmarkException("wrk of " + target + ":\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
