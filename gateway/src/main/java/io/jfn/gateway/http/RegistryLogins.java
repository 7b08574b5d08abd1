// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.InvalidInputException;
import io.jfn.api.RegistryLogin;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the developer's credentials for a registry out of a request; nothing that goes wrong shows a piece of them. */
@Singleton
final class RegistryLogins {
    static final String WHAT =
            "credentials for the image's registry, as Docker's clients send them; used for this request alone";

    private final ObjectMapper json;

    RegistryLogins(ObjectMapper json) {
        this.json = json;
    }

    Optional<RegistryLogin> read(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readValue(RegistryLogin.json(header), RegistryLogin.class));
        } catch (JsonProcessingException _) {
            throw new InvalidInputException("header " + RegistryLogin.HEADER
                    + " is not JSON with username, password or identitytoken, and serveraddress");
        }
    }
}
