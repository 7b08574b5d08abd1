// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.time.Duration;

/** One pull, push or look-up, and how much time it has left. */
final class Operation {
    private final String what;
    private final Duration whole;
    private final long started = System.nanoTime();

    /**
     * Starts the clock.
     *
     * @param what names the operation in errors, for example {@code pull of docker.io/library/nginx:1}
     * @param whole how long it may take
     */
    Operation(String what, Duration whole) {
        this.what = what;
        this.whole = whole;
    }

    /** The time that a step may be waited for, which is never more than the operation has left. */
    long nanos(Duration step) {
        long left = whole.toNanos() - (System.nanoTime() - started);
        if (left <= 0) {
            throw new ImageException(
                    Fault.REGISTRY_TOO_SLOW,
                    what + " took longer than " + text(whole) + " and was given up: try again, or allow it more time");
        }
        return Math.min(left, step.toNanos());
    }

    void check() {
        nanos(whole);
    }

    /** Waits, though not longer than the operation lasts. */
    void pause(Duration length) {
        try {
            Thread.sleep(Duration.ofNanos(nanos(length)));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    ImageException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ImageException(Fault.READ_FAILED, what + " was given up", cause);
    }

    static String text(Duration length) {
        return length.toMillis() < 1000 ? length.toMillis() + " ms" : length.toSeconds() + " s";
    }
}
