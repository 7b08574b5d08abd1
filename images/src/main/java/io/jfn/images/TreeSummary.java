// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.util.List;

/**
 * A finished tree.
 *
 * @param digest SHA-256 over the sorted list of names, kinds, modes and contents: two trees with it are the same
 * @param bytes bytes of all files
 * @param entries files, folders and links
 * @param impliedFolders folders that no entry named
 */
record TreeSummary(Digest digest, long bytes, int entries, List<String> impliedFolders) {
    TreeSummary {
        impliedFolders = List.copyOf(impliedFolders);
    }
}
