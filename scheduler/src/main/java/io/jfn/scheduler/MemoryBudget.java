// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/**
 * The node's memory as tokens: an instance exists only while it holds its limit's worth of them. Guarded by the
 * scheduler's lock.
 */
final class MemoryBudget {
    private final long total;
    private long reserved;
    private long returning;

    MemoryBudget(long total) {
        this.total = total;
    }

    long total() {
        return total;
    }

    long reserved() {
        return reserved;
    }

    long free() {
        return total - reserved;
    }

    /** What of the reserved belongs to instances that are ending. */
    long returning() {
        return returning;
    }

    void reserve(long bytes) {
        if (bytes > free()) {
            throw new IllegalStateException("reserving " + bytes + " bytes with only " + free() + " free");
        }
        reserved += bytes;
    }

    /** The holder of these bytes is ending; {@link #giveBack} follows. */
    void announceReturn(long bytes) {
        returning += bytes;
    }

    void giveBack(long bytes, boolean announced) {
        reserved -= bytes;
        if (announced) {
            returning -= bytes;
        }
        if (reserved < 0 || returning < 0 || returning > reserved) {
            throw new IllegalStateException(
                    "memory given back twice: " + reserved + " bytes reserved, " + returning + " returning");
        }
    }
}
