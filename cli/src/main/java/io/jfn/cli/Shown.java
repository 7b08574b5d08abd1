// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.ResourceLimits;
import java.math.BigDecimal;
import java.util.Locale;

/** Numbers and foreign text as people read them on a terminal. */
final class Shown {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Shown() {}

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return (value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value))
                + " " + UNITS[unit];
    }

    static String cpu(int millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }

    static String millis(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }

    static String micros(long micros) {
        return micros < 1000
                ? micros + " µs"
                : micros < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f ms", micros / 1e3)
                        : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    /** How long ago something was. */
    static String age(long thenMillis, long nowMillis) {
        long seconds = Math.max(0, nowMillis - thenMillis) / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    static String limits(ResourceLimits limits, long timeoutMillis) {
        return "memory " + bytes(limits.memoryBytes()) + ", cpu " + cpu(limits.cpuMillis()) + ", pids " + limits.pids()
                + ", timeout " + millis(timeoutMillis) + ", tmp " + bytes(limits.tmpBytes());
    }

    /** A whole line that others wrote, with nothing in it that a terminal would obey. */
    static String line(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> plain.appendCodePoint(
                        c == '\t' || !(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)
                                ? c
                                : '\ufffd'));
        return plain.toString();
    }
}
