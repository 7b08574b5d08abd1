// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** The rule for permission bits in a layer: no suid, sgid, sticky; others get the owner's rights. */
final class Modes {
    private static final PosixFilePermission[] LOWEST_FIRST = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ,
    };

    private Modes() {}

    /** A sandbox runs as a uid that owns nothing in the tree: it is one of the others, and gets what root would have. */
    static int ofFile(int given) {
        return (given & 0770) | ((given >> 6) & 07);
    }

    /** As for files; and the gateway must be able to look into every folder to find a command in it. */
    static int ofDirectory(int given) {
        return ofFile(given | 0500);
    }

    static Set<PosixFilePermission> permissions(int mode) {
        var set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < LOWEST_FIRST.length; bit++) {
            if ((mode & (1 << bit)) != 0) {
                set.add(LOWEST_FIRST[bit]);
            }
        }
        return set;
    }
}
