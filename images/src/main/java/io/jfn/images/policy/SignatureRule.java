// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import java.util.List;

/**
 * Images that must be signed, and by whom.
 *
 * @param images which ones
 * @param keys one of these must have signed
 */
public record SignatureRule(List<ImagePattern> images, List<TrustedKey> keys) {
    public SignatureRule {
        images = List.copyOf(images);
        keys = List.copyOf(keys);
    }

    boolean about(String repository) {
        return images.stream().anyMatch(pattern -> pattern.matches(repository));
    }
}
