// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.RegistryLogin;
import io.jfn.images.registry.Credential;
import io.jfn.images.registry.Credentials;
import io.jfn.images.registry.RegistryClient;
import java.util.Optional;

/**
 * The way to registries.
 *
 * @param client speaks with them by the node's own credentials
 * @param settings what the operator says about them
 */
public record RegistryAccess(RegistryClient client, RegistrySettings settings) {
    /** A developer's credentials go to the registry that they are for; for all others the node's own count. */
    RegistryClient with(Optional<RegistryLogin> login) {
        return login.map(given -> client.with(registry -> registry.equals(given.serveraddress())
                        ? Credentials.of(registry, credential(given)).find(registry)
                        : settings.client().credentials().find(registry)))
                .orElse(client);
    }

    private static Credential credential(RegistryLogin login) {
        return login.identitytoken().isEmpty()
                ? new Credential(login.username(), login.password())
                : new Credential(Credential.TOKEN_USER, login.identitytoken());
    }
}
