// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.api.InvalidInputException;
import io.jfn.images.content.StoredManifest;
import org.jspecify.annotations.Nullable;

/**
 * What image is to be made.
 *
 * @param spec the function: a runtime and the digests of its uploaded folder and of its packages
 * @param base the imported image that the runtime stands on; null for the one made from the machine
 * @param baseManifest the manifest of {@code base} where the content store has it: then its blobs are used as they are
 * @param repository where in the content store the image is kept
 * @param tag under which tag, null for none
 * @param epochSeconds the time that everything in the image has, seconds since 1970
 */
public record BuildOrder(
        FunctionSpec spec,
        @Nullable Digest base,
        @Nullable StoredManifest baseManifest,
        String repository,
        @Nullable String tag,
        long epochSeconds) {
    /** The last second that a tar archive of the plain form can name, in the year 2242. */
    private static final long LATEST = (1L << 33) - 1;

    public BuildOrder {
        if (spec.runtime() == null || spec.source() == null) {
            throw new InvalidInputException("function '" + spec.name()
                    + "' is an image already: only a folder with a runtime can be built into one");
        }
        if (epochSeconds < 0 || epochSeconds > LATEST) {
            throw new InvalidInputException("time " + epochSeconds + " of the build (SOURCE_DATE_EPOCH) is not 0 to "
                    + LATEST + " seconds since 1970");
        }
    }
}
