// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A good function that is called all the time while a case runs: whether it answers, and how fast. */
final class SelftestNeighbour implements AutoCloseable {
    private static final long PACE = Duration.ofMillis(2).toNanos();
    private static final int MOST = 100_000;
    private static final String PATH = "/A23";

    private final AtomicBoolean over = new AtomicBoolean();
    private final long[] nanos = new long[MOST];
    private final Thread caller;
    private int answered;
    private int failed;

    private SelftestNeighbour(SelftestFunction function) {
        caller = Thread.ofVirtual().start(() -> {
            do {
                one(function);
                LockSupport.parkNanos(PACE);
            } while (!over.get() && answered < MOST);
        });
    }

    static SelftestNeighbour call(SelftestFunction function) {
        return new SelftestNeighbour(function);
    }

    /** What is seen of it in quiet. */
    static Seen quiet(SelftestFunction function, int calls) {
        try (var neighbour = new SelftestNeighbour(function)) {
            while (neighbour.caller.isAlive() && neighbour.count() < calls) {
                LockSupport.parkNanos(PACE);
            }
            return neighbour.stop();
        }
    }

    private synchronized int count() {
        return answered + failed;
    }

    private void one(SelftestFunction function) {
        long began = System.nanoTime();
        boolean right;
        try {
            right = function.call(PATH).completed();
        } catch (CliException _) {
            right = false; // the gateway did not answer, which is what is looked for
        }
        synchronized (this) {
            if (right) {
                nanos[answered++] = System.nanoTime() - began;
            } else {
                failed++;
            }
        }
    }

    /** What was seen of it. */
    record Seen(int answered, int failed, double p99Millis) {
        boolean well() {
            return answered > 0 && failed == 0;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d answers, %d failures, p99 %.1f ms", answered, failed, p99Millis);
        }
    }

    Seen stop() {
        close();
        synchronized (this) {
            long[] sorted = Arrays.copyOf(nanos, answered);
            Arrays.sort(sorted);
            double p99 = answered == 0 ? 0 : sorted[Math.min(answered - 1, answered * 99 / 100)] / 1e6;
            return new Seen(answered, failed, p99);
        }
    }

    @Override
    public void close() {
        over.set(true);
        try {
            caller.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
