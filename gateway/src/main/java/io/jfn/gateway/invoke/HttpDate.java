// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The {@code Date} header of now, made once a second. */
final class HttpDate {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private record Second(long epochSecond, String text) {}

    private final LongSupplier epochMillis;
    private volatile Second last = new Second(Long.MIN_VALUE, "");

    HttpDate(LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
    }

    String now() {
        long second = epochMillis.getAsLong() / 1000;
        Second known = last;
        if (known.epochSecond != second) {
            known = new Second(second, IMF_FIXDATE.format(Instant.ofEpochSecond(second)));
            last = known;
        }
        return known.text;
    }
}
