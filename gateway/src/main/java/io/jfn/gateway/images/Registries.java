// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RegistryConfig;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to registries as the operator's file has it now: it is read for each use, and a new client is made when it says another
 * way to reach them. Safe for many threads.
 */
public final class Registries implements Supplier<RegistryAccess>, AutoCloseable {
    private final Supplier<RegistrySettings> file;
    private final Function<RegistryConfig, RegistryClient> connect;
    private RegistryAccess now;

    /** Reads the file at once: a mistake in it is told now. */
    public Registries(Supplier<RegistrySettings> file, Function<RegistryConfig, RegistryClient> connect) {
        this.file = file;
        this.connect = connect;
        RegistrySettings settings = file.get();
        this.now = new RegistryAccess(connect.apply(settings.client()), settings);
    }

    @Override
    public synchronized RegistryAccess get() {
        RegistrySettings settings = file.get();
        boolean same = settings.client().equals(now.settings().client());
        // What the client before is busy with goes on; its connections end when nobody knows it any more.
        now = new RegistryAccess(same ? now.client() : connect.apply(settings.client()), settings);
        return now;
    }

    @Override
    public synchronized void close() {
        now.client().close();
    }
}
