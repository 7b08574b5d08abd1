// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A host that serves the distribution API.
 *
 * @param name as image names, mirrors and credential files write it
 * @param base scheme, host and port
 */
record Endpoint(String name, URI base) {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1])(?::[0-9]+)?");

    /** Who is asked for a registry's images: its mirrors in their order, then itself. */
    static List<Endpoint> forPull(String registry, RegistryConfig config) {
        List<Endpoint> all = new ArrayList<>();
        for (String mirror : config.mirrors().getOrDefault(registry, List.of())) {
            all.add(of(mirror, config));
        }
        all.add(of(registry, config));
        return all;
    }

    static Endpoint of(String registry, RegistryConfig config) {
        // Docker's own registry has another address than name.
        String host = registry.equals(ImageName.DOCKER_HUB) ? "registry-1.docker.io" : registry;
        return new Endpoint(registry, URI.create((mayBePlain(host, config) ? "http://" : "https://") + host));
    }

    /**
     * Whether a host is spoken to without TLS. Only an operator's word or an address that cannot be elsewhere counts,
     * never what a name happens to resolve to.
     */
    static boolean mayBePlain(String host, RegistryConfig config) {
        return config.plainHttp().contains(host)
                || (LOOPBACK.matcher(host).matches() && !config.certificates().containsKey(host));
    }

    boolean isPlain() {
        return base.getScheme().equals("http");
    }

    URI resolve(String path) {
        return base.resolve(path);
    }

    /** Whether an address is this very host's, so that its credentials may be sent there. */
    boolean owns(URI uri) {
        return base.getScheme().equals(uri.getScheme()) && base.getAuthority().equalsIgnoreCase(uri.getAuthority());
    }
}
