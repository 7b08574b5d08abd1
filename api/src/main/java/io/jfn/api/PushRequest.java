// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/**
 * The JSON of {@code POST /v1/images/push}.
 *
 * @param image the name of an image that the node has, with the registry that it goes to: {@code registry.example/team/hello:1}
 */
public record PushRequest(String image) {}
