// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes a tenant's content has: taken before they are written, given back when they are gone. */
final class Space {
    /** The disk is looked at once for as many bytes. */
    private static final long LOOK_EVERY = 16L << 20;

    private final Path folder;
    private final ContentConfig config;
    private final AtomicLong used;
    private final AtomicLong unseen = new AtomicLong(LOOK_EVERY);

    Space(Path folder, ContentConfig config, long used) {
        this.folder = folder;
        this.config = config;
        this.used = new AtomicLong(used);
    }

    long used() {
        return used.get();
    }

    void take(long bytes) throws IOException {
        long after = used.addAndGet(bytes);
        boolean taken = false;
        try {
            if (after > config.quotaBytes()) {
                throw new ImageException(
                        Fault.STORE_FULL,
                        "no room for " + bytes + " more bytes of images: the quota is " + config.quotaBytes() + ", "
                                + (after - bytes) + " are used; delete images that are no longer needed");
            }
            if (unseen.addAndGet(bytes) >= LOOK_EVERY) {
                lookAtDisk(bytes);
                unseen.set(0);
            }
            taken = true;
        } finally {
            if (!taken) {
                used.addAndGet(-bytes);
            }
        }
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    private void lookAtDisk(long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free - bytes < config.freeBytes()) {
            throw new ImageException(
                    Fault.STORE_FULL,
                    "no room for " + bytes + " more bytes of images: the disk has " + free + " free, of which "
                            + config.freeBytes() + " are kept; delete images or free some of the disk");
        }
    }
}
