// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What an operator can set of a gateway: {@code -Djfn.…} or {@code JFN_…}; an unknown key is refused. */
@ConfigMapping(prefix = "jfn")
public interface GatewayConfig {
    /** The node's state folder, made beforehand; {@code gateway/} and {@code store/} in it are the gateway's alone. */
    Path stateDir();

    /** Memory that all instances together may reserve; as much as the worker's own budget, by default four fifths of the machine's. */
    OptionalLong memoryBytes();

    /** What the unpacked layers of one tenant may take on the disk, by default 32 GiB. */
    OptionalLong tenantImageBytes();

    /** What those of all tenants may take together, by default as much as the disk has. */
    OptionalLong nodeImageBytes();

    /** What the image store leaves free on the disk, by default 256 MiB. */
    OptionalLong freeDiskBytes();

    /** The longest body of a request to a function. */
    @WithDefault("6291456")
    long maxRequestBytes();

    /** How long the head of a request may take to arrive; a caller that is slower gets 408 and its connection is closed. */
    @WithDefault("10s")
    Duration headerTimeout();

    /** How long a connection may be open without a request. */
    @WithDefault("30s")
    Duration idleTimeout();

    /** Bytes a second that a request's body must bring while it is read, on average of half a minute; 0 for any pace. */
    @WithDefault("1024")
    int leastBodyRate();

    /** The most connections of callers at a time. */
    @WithDefault("10000")
    int maxConnections();

    /** The most connections of one address at a time, of IPv6 of one network of 64 bits. */
    @WithDefault("2000")
    int maxConnectionsPerAddress();

    /** Invocations of one function that may wait beyond those that an instance is starting for. */
    @WithDefault("1000")
    int queueLength();

    /** How long an instance is idle before it is paused. */
    @WithDefault("50ms")
    Duration pauseGrace();

    /** How long an expired or replaced instance may take to end by itself. */
    @WithDefault("2s")
    Duration stopGrace();

    /** How long invocations may go on after the gateway was asked to stop. */
    @WithDefault("30s")
    Duration drainGrace();

    /** Bytes of log lines kept in memory for one function; the oldest give way. */
    @WithDefault("1048576")
    int logBytesPerFunction();

    /** The most bytes that a tenant's pushed and pulled images may have, as they come, compressed. */
    @WithDefault("21474836480")
    long contentQuotaBytes();

    /**
     * Lets the gateway run as root or with capabilities, for tests only: then whoever takes it over has the machine.
     */
    @WithDefault("false")
    boolean allowPrivileged();
}
