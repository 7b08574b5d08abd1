// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import java.nio.charset.StandardCharsets;

/**
 * Where the time of an invocation went, in nanoseconds; every reply carries it as {@code Server-Timing}.
 *
 * @param queueNanos waiting for an instance, or for one to be started
 * @param claimNanos from claim to process, on a cold start
 * @param startNanos from the process to the first invocation it could take, on a cold start
 * @param runNanos from the instance getting the invocation to its reply's head
 */
record Receipt(long queueNanos, long claimNanos, long startNanos, long runNanos) {
    private static final int LONGEST = 128;

    /** The header's value: milliseconds with three decimals. */
    String serverTiming() {
        byte[] text = new byte[LONGEST];
        int at = phase(text, 0, "queue;dur=", queueNanos);
        at = phase(text, at, ", claim;dur=", claimNanos);
        at = phase(text, at, ", start;dur=", startNanos);
        at = phase(text, at, ", run;dur=", runNanos);
        return new String(text, 0, at, StandardCharsets.ISO_8859_1);
    }

    @SuppressWarnings("deprecation") // the copy of Latin-1 characters is the point
    private static int phase(byte[] text, int from, String label, long nanos) {
        label.getBytes(0, label.length(), text, from);
        int at = from + label.length();
        long micros = (Math.max(0, nanos) + 500) / 1000;
        at = number(text, at, micros / 1000);
        text[at] = '.';
        for (int i = 3; i >= 1; i--) {
            text[at + i] = (byte) ('0' + micros % 10);
            micros /= 10;
        }
        return at + 4;
    }

    private static int number(byte[] text, int at, long value) {
        int end = at + 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            end++;
        }
        for (int i = end - 1; i >= at; i--) {
            text[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        return end;
    }
}
