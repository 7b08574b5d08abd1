// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.sandbox.Sandbox;
import io.jfn.sandbox.SandboxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Runs sandboxes of its own before the first client: proves each step on this kernel, looks from outside at what came out, and
 * loads every class that a sandbox thread can no longer load once it has left the host's files.
 */
final class SelfTest {
    /** A program of 36 bytes for x86_64: writes "ok\n" and waits for ever. */
    private static final Map<String, byte[]> SECRETS = Map.of("secret", new byte[] {1});

    private static final String PROGRAM = "b801000000bf01000000488d3510000000ba030000000f05b8220000000f05ebf76f6b0a";

    private static final Digest LAYER = new Digest("sha256:" + "0".repeat(64));
    private static final Digest LACKING = new Digest("sha256:" + "1".repeat(64));
    private static final TenantName TENANT = new TenantName("self-test");
    private static final int ROUNDS = 3;

    private final LinuxSandboxRuntime runtime;
    private final Path store;

    SelfTest(LinuxSandboxRuntime runtime, Path store) {
        this.runtime = runtime;
        this.store = store;
    }

    void run() {
        writeImage();
        for (int i = 0; i < ROUNDS; i++) {
            try (var abandoned = new Ended(runtime.make())) {
                abandoned.sandbox.usage();
            }
            failOnPurpose();
            inspect(false);
            inspect(true);
        }
    }

    private void inspect(boolean boundAhead) {
        try (var running = new Ended(runtime.make())) {
            ClaimRequest claim = claim(LAYER, "/self-test", 1, boundAhead ? Map.of() : SECRETS);
            if (boundAhead) {
                bindAhead(running.sandbox, claim);
            }
            Sandbox.Started started = running.sandbox.start(claim, store.toString(), () -> {});
            runtime.kernel().close(started.stdout());
            runtime.kernel().close(started.stderr());
            runtime.kernel().close(started.listener());
            Inspection.of(started.pid()).check(running.sandbox.uid(), running.sandbox.id());
            running.sandbox.connect(1, 0);
            running.sandbox.pause();
            running.sandbox.resume();
        }
    }

    private void bindAhead(LinuxSandbox sandbox, ClaimRequest claim) {
        sandbox.bind(claim.binding(), store.toString());
        if (!sandbox.isCurrent()) {
            throw new SandboxException("self-test", sandbox.id(), 0, "its layers are not the store's", null);
        }
    }

    /** Errors are made of classes too: first while these can still be loaded, then in the new root. */
    private void failOnPurpose() {
        fail(claim(LACKING, "/self-test", 0, SECRETS), "S9 mount image");
        fail(claim(LAYER, "/no-such-program", 0, SECRETS), "S26 spawn main process");
    }

    private void fail(ClaimRequest claim, String step) {
        try (var failing = new Ended(runtime.make())) {
            failing.sandbox.start(claim, store.toString(), () -> {});
            throw new SandboxException("self-test", failing.sandbox.id(), 0, "started what must fail at " + step, null);
        } catch (SandboxException e) {
            if (!e.step().equals(step)) {
                throw e;
            }
        }
    }

    private static ClaimRequest claim(Digest layer, String program, int port, Map<String, byte[]> secrets) {
        return new ClaimRequest(
                TENANT,
                new FunctionName("self-test"),
                1,
                List.of(layer),
                List.of(program),
                List.of("PATH=/"),
                "/",
                ResourceLimits.DEFAULT,
                port,
                "self-test",
                secrets);
    }

    private void writeImage() {
        try {
            Path layer = Files.createDirectories(store.resolve(TENANT + "/layers/" + LAYER.hex()));
            Path program = layer.resolve("self-test");
            Files.write(program, elf());
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(layer, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of one loaded segment that begins with the program. */
    static byte[] elf() {
        byte[] code = HexFormat.of().parseHex(PROGRAM);
        var file = ByteBuffer.allocate(0x78 + code.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(HexFormat.of().parseHex("7f454c46020101000000000000000000"));
        file.putShort((short) 2)
                .putShort((short) 0x3e)
                .putInt(1)
                .putLong(0x40_0078)
                .putLong(64)
                .putLong(0);
        file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        int size = 0x78 + code.length;
        file.putInt(1).putInt(5).putLong(0).putLong(0x40_0000).putLong(0x40_0000);
        file.putLong(size).putLong(size).putLong(0x1000);
        return file.put(code).array();
    }

    /** A sandbox that ends with its block. */
    private record Ended(LinuxSandbox sandbox) implements AutoCloseable {
        @Override
        public void close() {
            sandbox.destroy();
        }
    }
}
