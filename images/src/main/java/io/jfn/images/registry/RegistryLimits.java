// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

/**
 * How much of a registry is taken.
 *
 * @param manifestBytes the largest manifest or index
 * @param configBytes the largest image configuration
 * @param blobBytes the largest layer, compressed
 * @param imageBytes all layers of an image together, compressed
 * @param layers how many layers an image may have
 * @param parallel how many layers are fetched at once
 */
public record RegistryLimits(
        int manifestBytes, int configBytes, long blobBytes, long imageBytes, int layers, int parallel) {
    public static final RegistryLimits DEFAULT = new RegistryLimits(4 << 20, 1 << 20, 4L << 30, 8L << 30, 128, 3);
}
