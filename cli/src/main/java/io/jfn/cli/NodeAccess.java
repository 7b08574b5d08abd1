// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Whether a user who owns nothing, as the gateway's is, can get to a file. */
final class NodeAccess {
    private NodeAccess() {}

    /** The first folder on the way, or the file itself, that is closed to others. */
    static Optional<Path> obstacle(Path path) throws IOException {
        Path real = path.toRealPath();
        Path at = real.getRoot();
        for (Path name : real) {
            at = at.resolve(name);
            var permissions = Files.getPosixFilePermissions(at);
            var wanted = Files.isDirectory(at) ? PosixFilePermission.OTHERS_EXECUTE : PosixFilePermission.OTHERS_READ;
            if (!permissions.contains(wanted)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }
}
