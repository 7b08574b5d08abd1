// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** Where bytes of the store come from while something is written; asked before each write. */
interface DiskRoom {
    DiskRoom ENDLESS = new DiskRoom() {
        @Override
        public void take(long bytes) {}

        @Override
        public void wrote(long bytes) {}

        @Override
        public void give(long bytes) {}
    };

    /** Throws {@link Fault#STORE_FULL} when there is no room for as much; else it is the caller's. */
    void take(long bytes);

    /** So much of what was taken is on the disk now; throws as {@link #take} when the disk runs short meanwhile. */
    void wrote(long bytes);

    /** Gives back what was taken and is not needed. */
    void give(long bytes);
}
