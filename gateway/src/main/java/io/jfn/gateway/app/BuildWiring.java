// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.builds.Builds;
import io.jfn.gateway.builds.Pruning;
import io.jfn.gateway.builds.StoredImages;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.images.NamedImages;
import io.jfn.gateway.images.OwnRegistry;
import io.jfn.gateway.runtimes.Runtimes;
import io.jfn.gateway.runtimes.RuntimesFile;
import io.jfn.images.ImageStore;
import io.jfn.images.build.ImageBuilds;
import io.jfn.images.content.ContentStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How runtimes, builds and the care for images are put together. */
@Dependent
final class BuildWiring {
    @Produces
    @Singleton
    Runtimes runtimes(ImageStore images, NamedImages names, StateFolder state) {
        return new Runtimes(
                images, new RuntimesFile(state.root()), state.gateway().resolve("runtimes"), names);
    }

    @Produces
    @Singleton
    Builds builds(ImageStore images, ContentStore contents, StateFolder state, Runtimes runtimes, OwnRegistry own) {
        var builds = new ImageBuilds(images, contents, state.gateway().resolve("packed"));
        return new Builds(builds, contents, runtimes, own);
    }

    @Produces
    @Singleton
    StoredImages stored(ImageStore images, ContentStore contents, FunctionRegistry registry, Runtimes runtimes) {
        return new StoredImages(images, contents, registry, runtimes);
    }

    @Produces
    @Singleton
    Pruning pruning(ImageStore images, ContentStore contents, StoredImages stored) {
        return new Pruning(images, contents, stored);
    }
}
