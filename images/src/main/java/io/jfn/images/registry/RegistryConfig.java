// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How registries are reached. Hosts are written as in image names, with their port where they have one.
 *
 * @param mirrors for a registry, the hosts that are asked first, in their order; then the registry itself
 * @param certificates for a host, a file of PEM certificates that stands in for the machine's own authorities
 * @param plainHttp hosts that are spoken to without TLS; loopback is so unless it has certificates
 * @param credentials where credentials are looked up
 * @param times how long is waited
 * @param limits how much is taken
 */
public record RegistryConfig(
        Map<String, List<String>> mirrors,
        Map<String, Path> certificates,
        Set<String> plainHttp,
        Credentials credentials,
        RegistryTimes times,
        RegistryLimits limits) {
    /** No mirrors, the machine's authorities, TLS everywhere but on loopback, no credentials. */
    public static final RegistryConfig DEFAULT = new RegistryConfig(
            Map.of(), Map.of(), Set.of(), Credentials.NONE, RegistryTimes.DEFAULT, RegistryLimits.DEFAULT);

    public RegistryConfig {
        mirrors = mirrors.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        certificates = Map.copyOf(certificates);
        plainHttp = Set.copyOf(plainHttp);
    }

    public RegistryConfig withMirrors(Map<String, List<String>> other) {
        return new RegistryConfig(other, certificates, plainHttp, credentials, times, limits);
    }

    public RegistryConfig withCertificates(Map<String, Path> other) {
        return new RegistryConfig(mirrors, other, plainHttp, credentials, times, limits);
    }

    public RegistryConfig withPlainHttp(Set<String> other) {
        return new RegistryConfig(mirrors, certificates, other, credentials, times, limits);
    }

    public RegistryConfig withCredentials(Credentials other) {
        return new RegistryConfig(mirrors, certificates, plainHttp, other, times, limits);
    }

    public RegistryConfig withTimes(RegistryTimes other) {
        return new RegistryConfig(mirrors, certificates, plainHttp, credentials, other, limits);
    }

    public RegistryConfig withLimits(RegistryLimits other) {
        return new RegistryConfig(mirrors, certificates, plainHttp, credentials, times, other);
    }
}
