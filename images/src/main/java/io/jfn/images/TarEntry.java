// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/**
 * One entry of a tar stream, its extended headers already applied.
 *
 * @param name the name as given, not yet checked against the tree
 * @param kind what it is
 * @param mode permission bits as given, suid, sgid and sticky included
 * @param size bytes of content that follow; 0 for all but files
 * @param mtimeSeconds last change, seconds since 1970
 * @param link target of a symbolic or hard link, else empty
 */
record TarEntry(String name, Kind kind, int mode, long size, long mtimeSeconds, String link) {
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK,
        /** A device, FIFO or socket: never made, dropped below {@code /dev} and refused elsewhere. */
        SPECIAL
    }
}
