// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where the gateway keeps what must survive it: two folders of the node's state folder that only its user can enter. */
record StateFolder(Path root) {
    Path gateway() {
        return ownerOnly(root.resolve("gateway"));
    }

    Path store() {
        return root.resolve("store");
    }

    /** Where the worker listens. */
    Path workerSocket() {
        return root.resolve("run/worker.sock");
    }

    private static Path ownerOnly(Path folder) {
        var mode = PosixFilePermissions.fromString("rwx------");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(mode));
            }
            Files.setPosixFilePermissions(folder, mode);
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot use the gateway's state folder " + folder + ": " + e.getMessage()
                            + "; it must belong to the gateway's user ('jfn up' makes it so)",
                    e);
        }
    }
}
