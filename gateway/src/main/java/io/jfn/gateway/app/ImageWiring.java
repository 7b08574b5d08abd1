// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.images.NamedImages;
import io.jfn.gateway.images.RegistriesFile;
import io.jfn.gateway.images.RegistrySettings;
import io.jfn.images.ImageStore;
import io.jfn.images.content.ContentStore;
import io.jfn.images.registry.DockerCredentials;
import io.jfn.images.registry.RegistryClient;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How images by name are put together: the operator's settings, the client of registries, the node's own credentials. */
@Dependent
final class ImageWiring {
    @Produces
    @Singleton
    RegistrySettings registries(StateFolder state) {
        var node = new DockerCredentials(state.gateway().resolve("config.json"), System.getenv());
        return RegistriesFile.read(state.root(), node);
    }

    @Produces
    @Singleton
    RegistryClient client(RegistrySettings settings, ContentStore contents) {
        return new RegistryClient(settings.client(), contents);
    }

    void close(@Disposes RegistryClient client) {
        client.close();
    }

    @Produces
    @Singleton
    NamedImages named(
            ImageStore images,
            ContentStore contents,
            RegistryClient client,
            RegistrySettings settings,
            @ConfigProperty(name = "quarkus.http.port") int port,
            InstantSource clock) {
        return new NamedImages(
                images, contents, client, settings, Set.of("localhost:" + port, "127.0.0.1:" + port), clock);
    }
}
