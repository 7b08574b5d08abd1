// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.images.NamedImages;
import io.jfn.gateway.runtimes.Runtimes;
import io.jfn.gateway.runtimes.RuntimesFile;
import io.jfn.images.ImageStore;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How runtimes are put together. */
@Dependent
final class BuildWiring {
    @Produces
    @Singleton
    Runtimes runtimes(ImageStore images, NamedImages names, StateFolder state) {
        return new Runtimes(
                images, new RuntimesFile(state.root()), state.gateway().resolve("runtimes"), names);
    }
}
