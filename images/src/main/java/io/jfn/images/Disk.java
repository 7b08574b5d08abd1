// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The disk that the store lies on. */
final class Disk {
    private Disk() {}

    /** Its free bytes as an ordinary user may use them, asked anew each time. */
    static LongSupplier of(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return () -> {
            try {
                return disk.getUsableSpace();
            } catch (IOException e) {
                throw new ImageException(
                        Fault.STORE_FAILED, "cannot ask the image store's disk what is free: " + e.getMessage(), e);
            }
        };
    }

    /** Whether something failed because the disk, its inodes or the user's part of it are used up. */
    static boolean isFull(IOException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (text.contains("no space left") || text.contains("quota exceeded")) {
                return true;
            }
        }
        return false;
    }
}
