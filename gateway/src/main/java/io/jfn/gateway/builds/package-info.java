// SPDX-License-Identifier: Apache-2.0
/** Images that the node makes of functions' folders, and what it tells of all images that it has. */
@NullMarked
package io.jfn.gateway.builds;

import org.jspecify.annotations.NullMarked;
