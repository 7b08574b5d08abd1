// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.loadtests.Side.Sample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The receipt that every reply carries: milliseconds by phase. */
final class ServerTiming {
    private static final Pattern PHASE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)[^,|]*?;dur=([0-9.]+)");

    private ServerTiming() {}

    /** Phases of a reply's head, in milliseconds; empty without the header. */
    static Map<String, Double> of(String head) {
        var phases = new LinkedHashMap<String, Double>();
        int at = head.toLowerCase(Locale.ROOT).indexOf("server-timing:");
        if (at >= 0) {
            int end = head.indexOf('|', at);
            var found = PHASE.matcher(head.substring(at + 14, end < 0 ? head.length() : end));
            while (found.find()) {
                phases.put(found.group(1), Double.valueOf(found.group(2)));
            }
        }
        return phases;
    }

    /** Median of each phase over the rounds that count, and what of the client's time no phase explains. */
    static String summary(Rounds<Sample> rounds, String side) {
        var byPhase = new TreeMap<String, double[]>();
        double[] times = Rounds.times(rounds, side);
        var outside = new double[times.length];
        var counted = rounds.counted();
        for (int i = 0; i < times.length; i++) {
            var sample = counted.get(i).samples().get(side);
            int round = i;
            outside[i] = times[i] / 1e6;
            of(sample == null ? "" : sample.detail()).forEach((phase, millis) -> {
                byPhase.computeIfAbsent(phase, name -> new double[times.length])[round] = millis;
                outside[round] -= millis;
            });
        }
        var text = new StringBuilder();
        byPhase.forEach((phase, millis) -> text.append(phase)
                .append(' ')
                .append(Figure.number(Statistics.median(millis)))
                .append(" ms, "));
        return text.append("outside these ")
                .append(Figure.number(Statistics.median(outside)))
                .append(" ms (medians of ")
                .append(Arrays.stream(times).count())
                .append(')')
                .toString();
    }
}
