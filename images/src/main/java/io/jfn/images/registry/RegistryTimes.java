// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.time.Duration;

/**
 * How long a registry is waited for.
 *
 * @param connect until a connection stands
 * @param stall until the next bytes come, or the answer begins
 * @param whole for one pull, push or look-up in all
 * @param pause before the first try after a failed one; doubled for each further one
 * @param longestPause the most that is waited between tries, also when the registry asks for more
 */
public record RegistryTimes(Duration connect, Duration stall, Duration whole, Duration pause, Duration longestPause) {
    public static final RegistryTimes DEFAULT = new RegistryTimes(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            Duration.ofMillis(250),
            Duration.ofSeconds(20));
}
