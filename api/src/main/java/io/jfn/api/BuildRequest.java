// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * The JSON of {@code POST /v1/builds}: a function's folder is to become an image.
 *
 * @param function what the image runs: a runtime and the digest of the uploaded folder; secrets never get into an image
 * @param image the name under which the node keeps the image, for example {@code hello:1}
 * @param epochSeconds the time that everything in the image has, seconds since 1970; 0 when nothing is said
 */
public record BuildRequest(FunctionSpec function, String image, long epochSeconds) {
    @SuppressWarnings("ConstantValue") // JSON leaves members out: a missing one is null here
    public BuildRequest {
        if (function == null || image == null) {
            throw new InvalidInputException(
                    "a build needs 'function', a specification, and 'image', a name as hello:1");
        }
    }
}
