// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.IOException;

/** Where an image's manifests, configuration and layers come from: an archive that was received, or the content store. */
@FunctionalInterface
interface BlobSource {
    /** The blob that a descriptor refers to, its digest and size proven. */
    Blob need(Digest digest, long size) throws IOException;
}
