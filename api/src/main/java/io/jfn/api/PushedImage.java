// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * An image that is in a registry now.
 *
 * @param name its name there
 * @param manifest digest of its manifest
 */
public record PushedImage(String name, String manifest) {}
