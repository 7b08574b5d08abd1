// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import java.time.Duration;

/**
 * What callers may take of the gateway before anything is known of them.
 *
 * @param headerMillis how long a request's head may take
 * @param idleMillis how long a connection may be open without a request
 * @param bodyBytesPerSecond how slowly a body may come while it is read, averaged over half a minute; 0 for any pace
 * @param connections how many connections there may be
 * @param connectionsPerAddress how many of them one address may have, of IPv6 one network of 64 bits
 */
public record FrontLimits(
        long headerMillis, long idleMillis, int bodyBytesPerSecond, int connections, int connectionsPerAddress) {
    public FrontLimits(
            Duration header, Duration idle, int bodyBytesPerSecond, int connections, int connectionsPerAddress) {
        this(header.toMillis(), idle.toMillis(), bodyBytesPerSecond, connections, connectionsPerAddress);
    }
}
