// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import java.nio.file.Path;

/**
 * A blob that lies in a content store, whole and verified.
 *
 * @param digest the digest of its bytes
 * @param size how many bytes it has
 * @param file where it lies; not to be changed
 */
public record StoredBlob(Digest digest, long size, Path file) {}
