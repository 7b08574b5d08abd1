// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where credentials for registries are looked up. */
@FunctionalInterface
public interface Credentials {
    /** No credentials at all: everything is asked for without a name. */
    Credentials NONE = _ -> Found.nothing("no credentials were given");

    /** Looks for the credential of a registry, named as image names name it; waits a bounded time at most. */
    Found find(String registry);

    /** One credential for one registry and none for others. */
    static Credentials of(String registry, Credential credential) {
        return asked -> asked.equals(registry)
                ? new Found(credential, "the credentials of user '" + credential.user() + "' that came with the call")
                : Found.nothing("the credentials that came with the call are those of " + registry);
    }

    /**
     * The end of a look-up.
     *
     * @param credential what was found
     * @param where where was looked, in words that help whoever is refused by the registry
     */
    record Found(@Nullable Credential credential, String where) {
        static Found nothing(String where) {
            return new Found(null, where);
        }

        Optional<Credential> get() {
            return Optional.ofNullable(credential);
        }
    }
}
