// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes a node's folders with the owners they must have, and refuses those that somebody else has laid there. */
final class NodeFolders {
    private final int operator;
    private final int gateway;

    /**
     * @param operator the user who runs the node, 0
     * @param gateway the gateway's user
     */
    NodeFolders(int operator, int gateway) {
        this.operator = operator;
        this.gateway = gateway;
    }

    /**
     * Makes what is missing.
     *
     * @throws CliException when a folder is a link, a file or another user's, or the gateway's user could not get to it
     */
    void prepare(NodePaths paths) {
        try {
            Path parent = Files.createDirectories(paths.state().getParent()).toRealPath();
            NodeAccess.obstacle(parent).ifPresent(obstacle -> {
                throw new CliException(
                        ExitCode.FAILED,
                        "state folder " + paths.state() + ": the gateway's user cannot get there, as " + obstacle
                                + " is closed to others; choose another with --state, or chmod o+x " + obstacle);
            });
            folder(paths.state(), operator, "rwxr-xr-x");
            folder(paths.gateway(), gateway, "rwx------");
            folder(paths.temporary(), gateway, "rwx------");
            folder(paths.store(), gateway, "rwx------");
            folder(paths.worker(), operator, "rwx------");
            folder(paths.log(), operator, "rwx------");
            folder(paths.run(), operator, "rwxr-xr-x");
            folder(paths.app(), operator, "rwxr-xr-x");
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED, "state folder " + paths.state() + " cannot be made: " + e + "; see --state", e);
        }
    }

    private void folder(Path folder, int owner, String mode) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder + " is " + (Files.isSymbolicLink(folder) ? "a link" : "no folder")
                            + ", and a node does not follow one: remove it, or choose another --state");
        }
        int found = (int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (found == operator && owner != operator && isEmpty(folder)) { // just made, or left so by a crash
            Files.setAttribute(folder, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(folder, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            found = owner;
        }
        if (found != owner) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder + " belongs to user " + found + " and must belong to user " + owner
                            + ": choose another --state, or chown it if you know who made it");
        }
        // No link can have come between: the folder above is the operator's alone.
        Files.setPosixFilePermissions(folder, permissions);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
