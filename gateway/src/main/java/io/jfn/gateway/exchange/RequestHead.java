// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.exchange;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * A request without its body, fit to be passed on.
 *
 * @param path what stands behind the function's name, raw, beginning with {@code /}
 * @param query the raw query without {@code ?}, empty for none
 * @param headers end-to-end headers, those that proxies add included; no hop-by-hop one, no {@code Content-Length} or
 *     {@code Transfer-Encoding}
 * @param host the authority the caller asked for
 * @param client the caller's address without port
 * @param contentLength the body's length, 0 for none, -1 when it is not known beforehand
 */
public record RequestHead(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        String host,
        String client,
        long contentLength) {}
