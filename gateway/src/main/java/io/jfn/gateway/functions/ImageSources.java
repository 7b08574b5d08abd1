// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.images.ImageStore;

/**
 * Where deploys have their images from.
 *
 * @param store what is unpacked on the node
 * @param names what names of images mean
 * @param runtimes what the runtimes of folders stand on
 */
public record ImageSources(ImageStore store, ImageFinder names, RuntimeBases runtimes) {}
