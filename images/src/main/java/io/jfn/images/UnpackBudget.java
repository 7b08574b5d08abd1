// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** What is left of {@link UnpackLimits} while one archive is unpacked; asked before anything is written. */
final class UnpackBudget {
    private final UnpackLimits limits;
    private long bytes;
    private int entries;

    UnpackBudget(UnpackLimits limits) {
        this.limits = limits;
    }

    void takeEntry(String entry) {
        if (++entries > limits.entries()) {
            throw ImageException.entry(
                    Fault.TOO_MANY_ENTRIES,
                    entry,
                    "is one more than the " + limits.entries() + " entries that an archive may have");
        }
    }

    void takeBytes(String entry, long more) {
        if (more > limits.bytes() - bytes) {
            throw ImageException.entry(
                    Fault.TOO_MANY_BYTES,
                    entry,
                    "its " + more + " bytes make more than the " + limits.bytes()
                            + " bytes that an archive may unpack to");
        }
        bytes += more;
    }
}
