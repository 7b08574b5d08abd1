// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an amount of memory such as {@code 4Gi}, {@code 512Mi} or a number of bytes; writes one for people. */
final class NodeMemory implements ITypeConverter<Long> {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12})(|Ki|Mi|Gi|Ti)");
    private static final String UNITS = "KMGT";

    @Override
    public Long convert(String text) {
        var amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no amount of memory: write 4Gi, 512Mi or a number of bytes");
        }
        int power =
                amount.group(2).isEmpty() ? 0 : UNITS.indexOf(amount.group(2).charAt(0)) + 1;
        try {
            return Math.multiplyExact(Long.parseLong(amount.group(1)), 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + text + "' is more memory than there can be");
        }
    }

    static String shown(long bytes) {
        double value = bytes;
        int power = 0;
        while (value >= 1024 && power < UNITS.length()) {
            value /= 1024;
            power++;
        }
        return power == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, value < 10 ? "%.1f %ciB" : "%.0f %ciB", value, UNITS.charAt(power - 1));
    }
}
