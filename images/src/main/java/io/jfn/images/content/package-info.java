// SPDX-License-Identifier: Apache-2.0
/** The compressed side of images: blobs, manifests, tags and uploads as registries know them. */
@NullMarked
package io.jfn.images.content;

import org.jspecify.annotations.NullMarked;
