// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a caller keeps up with its reply, as writers on any thread see it. Who was told no is owed a word when that ends;
 * the debt is noted before the piece is posted, so the loop that handles the piece can not miss it.
 */
final class ReplyPressure {
    /** Bytes on their way from other threads to the loop beyond which writers are told to stop. */
    static final long MOST_POSTED = 64 * 1024;

    private final AtomicLong posted = new AtomicLong();
    private volatile boolean full;
    private volatile boolean owed;

    /** A piece is about to be posted. False when no more should follow. */
    boolean posting(int bytes) {
        boolean more = posted.addAndGet(bytes) < MOST_POSTED && !full;
        if (!more) {
            owed = true;
        }
        return more;
    }

    /** A posted piece was written on the loop. True when writers must be told that they may go on. */
    boolean arrived(int bytes) {
        boolean relieved = posted.addAndGet(-bytes) < MOST_POSTED / 2 && !full && owed;
        if (relieved) {
            owed = false;
        }
        return relieved;
    }

    /** On the loop: the caller does not read fast enough. */
    void full() {
        full = true;
    }

    /** On the loop: the caller reads again. */
    void relieved() {
        full = false;
        owed = false;
    }
}
