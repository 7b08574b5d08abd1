// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * The JSON of {@code POST /v1/images/pull}.
 *
 * @param image the image's name, for example {@code nginx:1.25}
 */
public record PullRequest(String image) {}
