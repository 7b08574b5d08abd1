// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.InputStream;
import java.util.OptionalLong;

/** Where the parts of images lie as registries know them, compressed, by digest; an {@link ImageStore} unpacks from it. */
public interface ImageContent {
    /** How many bytes the content of a digest has; empty when it is not here. */
    OptionalLong size(Digest digest);

    /** Opens the content of a digest, which was verified when it came; the caller closes it. */
    InputStream open(Digest digest);
}
