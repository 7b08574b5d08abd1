// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** What is left of {@link UnpackLimits} while one archive is unpacked; asked before anything is written. */
final class UnpackBudget {
    private final UnpackLimits limits;
    private final DiskRoom room;
    private long bytes;
    private int entries;
    private long names;
    private long onDisk;

    /** How far a budget was used up at some time. */
    record Mark(long bytes, int entries, long names, long onDisk) {
        static final Mark START = new Mark(0, 0, 0, 0);
    }

    /** For what takes no room in a store, or for so little that it need not be counted while it is written. */
    UnpackBudget(UnpackLimits limits) {
        this(limits, DiskRoom.ENDLESS);
    }

    UnpackBudget(UnpackLimits limits, DiskRoom room) {
        this.limits = limits;
        this.room = room;
    }

    void takeEntry(String entry) {
        takeEntries(entry, 1);
        fromRoom(StoreRoom.BLOCK);
    }

    void takeBytes(String entry, long more) {
        takeOfLimit(entry, more);
        fromRoom(more);
    }

    /** Bytes that are read and not written, as those of an extended header. */
    void takeUnwritten(String entry, long more) {
        takeOfLimit(entry, more);
    }

    /** Names and targets of links are held in memory until the archive is done. */
    void takeName(String name) {
        names += name.length();
        if (names > UnpackLimits.NAMES_BYTES) {
            throw ImageException.entry(
                    Fault.TOO_MANY_NAMES,
                    name,
                    "all names together are longer than " + UnpackLimits.NAMES_BYTES + " bytes");
        }
    }

    /** Counts a layer that is in the store already: it takes no more room. */
    void takeKnown(String layer, LayerRecord known) {
        takeEntries(layer, known.entries());
        takeOfLimit(layer, known.bytes());
    }

    void wrote(long more) {
        room.wrote(more);
    }

    Mark mark() {
        return new Mark(bytes, entries, names, onDisk);
    }

    /** Back to how it was at a mark: what was written since has been deleted. */
    void reset(Mark mark) {
        room.give(onDisk - mark.onDisk);
        bytes = mark.bytes;
        entries = mark.entries;
        names = mark.names;
        onDisk = mark.onDisk;
    }

    private void takeEntries(String entry, int more) {
        if (more > limits.entries() - entries) {
            throw ImageException.entry(
                    Fault.TOO_MANY_ENTRIES,
                    entry,
                    "is one more than the " + limits.entries() + " entries that an archive may have");
        }
        entries += more;
    }

    private void takeOfLimit(String entry, long more) {
        if (more > limits.bytes() - bytes) {
            throw ImageException.entry(
                    Fault.TOO_MANY_BYTES,
                    entry,
                    "its " + more + " bytes make more than the " + limits.bytes()
                            + " bytes that an archive may unpack to");
        }
        bytes += more;
    }

    private void fromRoom(long more) {
        room.take(more);
        onDisk += more;
    }
}
