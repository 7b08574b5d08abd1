// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

/**
 * What the output of functions may cost.
 *
 * @param bytesPerFunction memory for the kept lines of one function
 * @param lineBytes longest line; longer ones are split
 * @param bytesPerSecond what one instance may write for long; more is read and dropped
 * @param burstBytes what one instance may write at once
 * @param followerBytes memory for the lines that wait for one slow reader
 */
public record LogLimits(int bytesPerFunction, int lineBytes, long bytesPerSecond, long burstBytes, int followerBytes) {
    private static final int LINE_BYTES = 8 << 10;
    private static final long BYTES_PER_SECOND = 4 << 20;
    private static final long BURST_BYTES = 1 << 20;
    private static final int FOLLOWER_BYTES = 512 << 10;

    public LogLimits {
        if (bytesPerFunction < 1
                || lineBytes < 4
                || bytesPerSecond < 1
                || burstBytes < lineBytes
                || followerBytes < 1) {
            throw new IllegalArgumentException(
                    "limits of logs: positive numbers, lines of at least 4 bytes and no more "
                            + "than a burst are wanted, not " + bytesPerFunction + ", " + lineBytes + ", "
                            + bytesPerSecond + ", "
                            + burstBytes + ", " + followerBytes);
        }
    }

    public static LogLimits keeping(int bytesPerFunction) {
        return new LogLimits(bytesPerFunction, LINE_BYTES, BYTES_PER_SECOND, BURST_BYTES, FOLLOWER_BYTES);
    }
}
