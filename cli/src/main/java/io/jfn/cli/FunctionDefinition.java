// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionSpec;
import java.nio.file.Path;
import java.util.Set;

/**
 * A function as its developer describes it, ready to be sent.
 *
 * @param spec what is asked for; its image or source is not set where that is yet to be sent
 * @param content what must be sent before
 */
record FunctionDefinition(FunctionSpec spec, Content content) {
    /** Stands in a specification for the image that will only be known once its archive was sent. */
    static final String IMAGE_TO_COME = "sha256:" + "0".repeat(64);

    /** Where the function's code comes from. */
    sealed interface Content {}

    /**
     * A folder of sources or binaries, packed when it is sent.
     *
     * @param keepOut files in it that must not be sent: its description, and what its secrets are read from
     */
    record Folder(Path folder, Set<Path> keepOut) implements Content {}

    /** An archive (tar, tar.gz or zip) of such a folder, sent as it is. */
    record FolderArchive(Path file) implements Content {}

    /** An image archive of {@code docker save} or OCI, sent as it is. */
    record ImageArchive(Path file) implements Content {}

    /** An image that the node has, or brings from a registry itself: nothing is sent. */
    record Imported() implements Content {}
}
