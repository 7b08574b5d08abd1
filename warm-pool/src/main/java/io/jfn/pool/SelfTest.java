// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Proves, before the first client comes, that sandboxes work here, and loads all classes and libraries on the way: a
 * sandbox thread can load none after it has changed its root.
 */
final class SelfTest {
    private static final TenantName TENANT = new TenantName("jfn-self-test");
    private static final Set<PosixFilePermission> EVERYBODY = PosixFilePermissions.fromString("rwxr-xr-x");

    private final SandboxRuntime runtime;
    private final Path store;
    private final DescriptorCloser closer;

    SelfTest(SandboxRuntime runtime, Path store, DescriptorCloser closer) {
        this.runtime = runtime;
        this.store = store;
        this.closer = closer;
    }

    /** Throws when a sandbox does not do what it must; nothing is left either way. */
    void run(int cycles) {
        try {
            var layer = makeLayer();
            try {
                for (int i = 0; i < cycles; i++) {
                    exits(layer);
                    waits(layer);
                }
            } finally {
                remove();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the self-test cannot write its image below " + store, e);
        }
    }

    private void exits(Digest layer) {
        var sandbox = runtime.create();
        try {
            close(sandbox.start(claim(layer, SelfTestProgram.EXIT, 0)));
            var exit = sandbox.exit().get(10, TimeUnit.SECONDS);
            if (exit.code() != 0) {
                throw new IllegalStateException("self-test: a program that exits with 0 ended with " + exit.code()
                        + ", signal " + exit.signal());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("self-test: interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("self-test: a program that exits at once did not end within 10 s", e);
        } finally {
            sandbox.destroy();
        }
    }

    private void waits(Digest layer) {
        var sandbox = runtime.create();
        try {
            close(sandbox.start(claim(layer, SelfTestProgram.WAIT, 9001)));
            int connection = sandbox.connect(9001, TimeUnit.SECONDS.toNanos(1)); // to the listening socket it was given
            if (connection < 0) {
                throw new IllegalStateException("self-test: no connection into a sandbox's network");
            }
            closer.close(connection);
            sandbox.pause();
            sandbox.resume();
            if (sandbox.usage().pids() != 1) {
                throw new IllegalStateException(
                        "self-test: " + sandbox.usage().pids() + " processes in a sandbox of one");
            }
        } finally {
            sandbox.destroy();
        }
    }

    private void close(Sandbox.Started started) {
        closer.close(started.stdout());
        closer.close(started.stderr());
        if (started.listener() >= 0) {
            closer.close(started.listener());
        }
    }

    private static ClaimRequest claim(Digest layer, SelfTestProgram program, int runtimeApiPort) {
        return new ClaimRequest(
                TENANT,
                new FunctionName("self-test"),
                1,
                List.of(layer),
                List.of("/" + program.fileName()),
                List.of("PATH=/"),
                "/",
                new ResourceLimits(16 * ResourceLimits.MIB, 1000, 8, ResourceLimits.MIB),
                runtimeApiPort,
                "self-test",
                Map.of("self-test", new byte[] {1}));
    }

    private Digest makeLayer() throws IOException {
        remove();
        String architecture = System.getProperty("os.arch", "");
        byte[] program = SelfTestProgram.WAIT.elf(architecture);
        var digest = new Digest("sha256:" + HexFormat.of().formatHex(sha256(program)));
        var root = store.resolve(TENANT.value()).resolve("layers").resolve(digest.hex());
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, EVERYBODY);
        for (var one : SelfTestProgram.values()) {
            var file = root.resolve(one.fileName());
            Files.write(file, one.elf(architecture));
            Files.setPosixFilePermissions(file, EVERYBODY);
        }
        return digest;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void remove() throws IOException {
        var tenant = store.resolve(TENANT.value());
        if (!Files.exists(tenant)) {
            return;
        }
        try (var files = Files.walk(tenant)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
