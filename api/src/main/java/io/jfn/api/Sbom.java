// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * A software bill of materials that an image carries.
 *
 * @param format {@code spdx} or {@code cyclonedx}
 * @param digest where it is in the image's registry: its manifest or its content
 */
public record Sbom(String format, String digest) {}
