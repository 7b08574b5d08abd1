// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/**
 * Which layer is a runtime's base image.
 *
 * @param key what it was made from; another key means that it must be made again
 * @param layer digest of the layer
 */
record BaseRecord(String key, String layer) {}
