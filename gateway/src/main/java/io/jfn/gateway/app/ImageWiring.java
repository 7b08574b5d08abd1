// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.images.ImagePushes;
import io.jfn.gateway.images.NamedImages;
import io.jfn.gateway.images.OwnRegistry;
import io.jfn.gateway.images.Registries;
import io.jfn.gateway.images.RegistriesFile;
import io.jfn.images.ImageStore;
import io.jfn.images.content.ContentStore;
import io.jfn.images.registry.DockerCredentials;
import io.jfn.images.registry.RegistryClient;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How images by name are put together: the operator's settings, the client of registries, the node's own credentials. */
@Dependent
final class ImageWiring {
    @Produces
    @Singleton
    OwnRegistry own(@ConfigProperty(name = "quarkus.http.port") int port) {
        return OwnRegistry.at(port);
    }

    @Produces
    @Singleton
    @Typed(Registries.class)
    Registries registries(StateFolder state, ContentStore contents) {
        var node = new DockerCredentials(state.gateway().resolve("config.json"), System.getenv());
        return new Registries(
                () -> RegistriesFile.read(state.root(), node), config -> new RegistryClient(config, contents));
    }

    void close(@Disposes Registries registries) {
        registries.close();
    }

    @Produces
    @Singleton
    NamedImages named(
            ImageStore images, ContentStore contents, Registries registries, OwnRegistry own, InstantSource clock) {
        return new NamedImages(images, contents, registries, own, clock);
    }

    @Produces
    @Singleton
    ImagePushes pushes(ContentStore contents, Registries registries, OwnRegistry own) {
        return new ImagePushes(contents, registries, own);
    }
}
