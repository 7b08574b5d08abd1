// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.List;

/**
 * What the store remembers of a layer beside its tree.
 *
 * @param bytes bytes of all files
 * @param entries files, folders and links
 * @param impliedFolders folders that no entry of its archive named
 */
record LayerRecord(long bytes, int entries, List<String> impliedFolders) {
    LayerRecord {
        impliedFolders = List.copyOf(impliedFolders);
    }

    static LayerRecord of(TreeSummary summary) {
        return new LayerRecord(summary.bytes(), summary.entries(), summary.impliedFolders());
    }
}
