// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store remembers of a layer beside its tree.
 *
 * @param bytes bytes of all files
 * @param entries files, folders and links
 * @param impliedFolders folders that no entry of its archive named
 * @param takesAway whether its archive has whiteouts, which say something above other layers only; null in records of
 *     stores that did not keep it
 */
record LayerRecord(
        long bytes,
        int entries,
        List<String> impliedFolders,
        @Nullable Boolean takesAway) {
    LayerRecord {
        impliedFolders = List.copyOf(impliedFolders);
    }

    static LayerRecord of(TreeSummary summary) {
        return of(summary, false);
    }

    static LayerRecord of(TreeSummary summary, boolean takesAway) {
        return new LayerRecord(summary.bytes(), summary.entries(), summary.impliedFolders(), takesAway);
    }
}
