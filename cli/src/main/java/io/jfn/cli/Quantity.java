// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with a unit as people write them: {@code 64Mi}, {@code 500m}, {@code 2m}. */
final class Quantity {
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)([A-Za-z]{0,3})");
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "Ki", 1L << 10, "Mi", 1L << 20, "Gi", 1L << 30, "k", 1_000L, "M", 1_000_000L, "G", 1_000_000_000L);
    private static final Map<String, Long> CPU = Map.of("", 1000L, "m", 1L);
    private static final Map<String, Long> TIME = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Quantity() {}

    static long bytes(Setting.Word word) {
        return of(word, BYTES, "bytes", "64Mi, 1Gi or 67108864");
    }

    /** Thousandths of a CPU. */
    static long cpuMillis(Setting.Word word) {
        return of(word, CPU, "an amount of CPU", "0.5, 2 or 500m");
    }

    static long millis(Setting.Word word) {
        return of(word, TIME, "a time", "500ms, 10s, 2m or 1h");
    }

    static int whole(Setting.Word word, int least) {
        if (!word.text().matches("[0-9]{1,9}") || Integer.parseInt(word.text()) < least) {
            throw word.refused(word.kind() + " is not a whole number of " + least + " or more");
        }
        return Integer.parseInt(word.text());
    }

    private static long of(Setting.Word word, Map<String, Long> units, String what, String examples) {
        Matcher number = NUMBER.matcher(word.text());
        if (number.matches() && units.containsKey(number.group(2))) {
            BigDecimal value = new BigDecimal(number.group(1)).multiply(BigDecimal.valueOf(units.get(number.group(2))));
            if (value.stripTrailingZeros().scale() <= 0 && value.precision() - value.scale() <= 18) {
                return value.longValue();
            }
        }
        throw word.refused(word.kind() + " is not " + what + ": write it like " + examples);
    }
}
