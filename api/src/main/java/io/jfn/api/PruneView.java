// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.List;

/**
 * What a prune removed.
 *
 * @param freedBytes bytes that the disk has again
 * @param removed names of images that are gone
 */
public record PruneView(long freedBytes, List<String> removed) {
    public PruneView {
        removed = List.copyOf(removed);
    }
}
