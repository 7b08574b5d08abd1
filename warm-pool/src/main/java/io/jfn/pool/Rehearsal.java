// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Leads sandboxes through a lease's whole life before the first client comes: proves that the pool's ways work on this
 * machine, and loads and warms what a first claim would otherwise wait for.
 */
final class Rehearsal {
    private static final TenantName TENANT = new TenantName("jfn-rehearsal");
    private static final Digest LAYER = new Digest("sha256:" + "0".repeat(64));
    private static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final int PORT = 9001;

    private final WarmPool pool;
    private final Path store;
    private final DescriptorCloser closer;

    Rehearsal(WarmPool pool, Path store, DescriptorCloser closer) {
        this.pool = pool;
        this.store = store;
        this.closer = closer;
    }

    /** Throws when a sandbox does not do what it must; nothing is left either way. */
    void run(int cycles) {
        try {
            remove();
            makeImage();
            try {
                for (int i = 0; i < cycles; i++) {
                    exits();
                    waits();
                }
            } finally {
                pool.forgetClaims();
                remove();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the rehearsal cannot write its image below " + store, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the rehearsal was interrupted", e);
        }
    }

    private void exits() throws InterruptedException {
        var launched = pool.launch(claim(RehearsalProgram.EXIT, 0));
        try (var sandbox = launched.sandbox()) {
            close(launched.started());
            var exit = sandbox.exit().get(10, TimeUnit.SECONDS);
            if (exit.code() != 0) {
                throw new IllegalStateException("rehearsal: a program that exits with 0 ended with " + exit.code()
                        + ", signal " + exit.signal());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("rehearsal: a program that exits at once did not end within 10 s", e);
        }
    }

    private void waits() throws InterruptedException {
        var launched = pool.launch(claim(RehearsalProgram.WAIT, PORT));
        try (var sandbox = launched.sandbox()) {
            // While the listening socket is open, there is something to connect to.
            int connection = sandbox.connect(PORT, TimeUnit.SECONDS.toNanos(1));
            close(launched.started());
            if (connection < 0) {
                throw new IllegalStateException("rehearsal: no connection into a sandbox's network");
            }
            closer.close(connection);
            sandbox.pause();
            sandbox.resume();
            if (sandbox.usage().memoryPeakBytes() == 0) {
                throw new IllegalStateException("rehearsal: a sandbox's memory is not counted");
            }
        }
    }

    private void close(Sandbox.Started started) {
        closer.close(started.stdout());
        closer.close(started.stderr());
        if (started.listener() >= 0) {
            closer.close(started.listener());
        }
    }

    private static ClaimRequest claim(RehearsalProgram program, int runtimeApiPort) {
        return new ClaimRequest(
                TENANT,
                new FunctionName("rehearsal"),
                1,
                List.of(LAYER),
                List.of("/" + program.fileName()),
                List.of("PATH=/"),
                "/",
                new ResourceLimits(16 * ResourceLimits.MIB, 1000, 8, ResourceLimits.MIB),
                runtimeApiPort,
                "rehearsal",
                Map.of());
    }

    private void makeImage() throws IOException {
        var root = store.resolve(TENANT.value()).resolve("layers").resolve(LAYER.hex());
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, EVERYBODY);
        for (var program : RehearsalProgram.values()) {
            var file = root.resolve(program.fileName());
            Files.write(file, program.elf());
            Files.setPosixFilePermissions(file, EVERYBODY);
        }
    }

    private void remove() throws IOException {
        var tenant = store.resolve(TENANT.value());
        if (!Files.exists(tenant)) {
            return;
        }
        try (var files = Files.walk(tenant)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
