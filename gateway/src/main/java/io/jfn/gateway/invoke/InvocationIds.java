// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/** Makes ids of invocations and of traces: unique, unpredictable between runs, but no secrets. One generator per thread. */
final class InvocationIds {
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final FastThreadLocal<SplittableRandom> random = new FastThreadLocal<>() {
        @Override
        protected SplittableRandom initialValue() {
            return new SplittableRandom(new SecureRandom().nextLong());
        }
    };

    /** A UUID of version 4. */
    String next() {
        SplittableRandom mine = random.get();
        return new UUID((mine.nextLong() & ~0xF000L) | VERSION_4, (mine.nextLong() >>> 2) | VARIANT).toString();
    }

    /**
     * A {@code traceparent} (W3C Trace Context) of a trace that begins here. It is marked as sampled: a function that traces
     * would otherwise be told by the platform, which records nothing itself, not to.
     */
    String traceparent() {
        SplittableRandom mine = random.get();
        byte[] text = "00-00000000000000000000000000000000-0000000000000000-01".getBytes(StandardCharsets.ISO_8859_1);
        hex(text, 3, mine.nextLong());
        hex(text, 19, mine.nextLong());
        // All zeros is no valid id of either.
        text[34] = text[34] == '0' ? (byte) '1' : text[34];
        hex(text, 36, mine.nextLong() | 1);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void hex(byte[] into, int at, long bits) {
        for (int i = 0; i < 16; i++) {
            into[at + i] = (byte) "0123456789abcdef".charAt((int) (bits >>> (60 - 4 * i)) & 15);
        }
    }
}
