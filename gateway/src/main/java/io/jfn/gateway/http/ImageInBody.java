// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** The image that the body of a request names: JSON leaves members out. */
final class ImageInBody {
    private ImageInBody() {}

    static String of(@Nullable String image, String example) {
        if (image == null) {
            throw new InvalidInputException("the body names no image: send {\"image\":\"" + example + "\"}");
        }
        return image;
    }
}
