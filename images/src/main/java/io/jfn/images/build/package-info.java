// SPDX-License-Identifier: Apache-2.0
/** Makes OCI images of function folders: without a daemon, and the same bytes for the same input. */
@NullMarked
package io.jfn.images.build;

import org.jspecify.annotations.NullMarked;
