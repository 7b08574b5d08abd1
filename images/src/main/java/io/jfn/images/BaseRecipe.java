// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Path;

/** How the base image of one runtime is made from the machine. */
interface BaseRecipe {
    /** What the image depends on: it is made again when this changes. Quick, and fails when the runtime is missing. */
    String key() throws IOException;

    /** Fills an empty tree; {@code work} is an empty folder on the same file system, removed afterwards. */
    void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException;
}
