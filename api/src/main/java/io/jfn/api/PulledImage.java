// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * An image that was brought from a registry and unpacked.
 *
 * @param image the image, ready for a function
 * @param origin where it came from
 */
public record PulledImage(ImageView image, ImageOrigin origin) {}
