// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A repository at the host that is asked for it, as errors name them.
 *
 * @param host the host that is spoken to: the registry's own or a mirror's
 * @param repository the repository's path
 */
record Place(Endpoint host, String repository) {
    URI manifest(String reference) {
        return at("manifests/" + reference);
    }

    URI blob(Digest digest) {
        return at("blobs/" + digest);
    }

    /** An address below the repository's. */
    URI at(String path) {
        return host.resolve("/v2/" + repository + "/" + path);
    }

    String pullScope() {
        return "repository:" + repository + ":pull";
    }

    String pushScope() {
        return "repository:" + repository + ":pull,push";
    }

    ImageException refuse(Fault fault, String reason) {
        return refuse(fault, reason, null);
    }

    ImageException refuse(Fault fault, String reason, @Nullable Throwable cause) {
        return new ImageException(fault, this + ": " + reason, cause);
    }

    @Override
    public String toString() {
        return "registry " + host.name() + ", repository " + repository;
    }
}
