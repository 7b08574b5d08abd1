// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The image of the program {@code src/test/c/probe.c}, compiled once, and claims that run it. */
final class Probe {
    static final ResourceLimits LIMITS = new ResourceLimits(32 * ResourceLimits.MIB, 1000, 32, 4 * ResourceLimits.MIB);
    static final String HOST_NAME = "probe-host";

    private static final TenantName TENANT = new TenantName("probes");
    private static final Digest LAYER = new Digest("sha256:" + "ab".repeat(32));
    private static final Path SOURCE = Path.of("src/test/c/probe.c");
    /** Beside the classes, so that it is compiled again only when its source has changed. */
    private static final Path COMPILED = Path.of("target/probe");

    private Probe() {}

    /** Puts the image into {@code store}: the probe, and the same again as a program that wants to run as root. */
    static void install(Path store) {
        try {
            compile();
            Path layer = Files.createDirectories(store.resolve(TENANT + "/layers/" + LAYER.hex()));
            Files.setPosixFilePermissions(layer, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String name : new String[] {"probe", "as-root"}) {
                Files.copy(COMPILED, layer.resolve(name));
                Files.setPosixFilePermissions(layer.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.setAttribute(layer.resolve("as-root"), "unix:mode", 04755);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the program is there and newer than its source. */
    static boolean isCompiled() {
        try {
            return Files.exists(COMPILED)
                    && Files.getLastModifiedTime(COMPILED).compareTo(Files.getLastModifiedTime(SOURCE)) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void compile() throws IOException {
        if (isCompiled()) {
            return;
        }
        Path fresh = COMPILED.resolveSibling("probe." + ProcessHandle.current().pid());
        var compiler = new ProcessBuilder(
                        "gcc", "-static", "-O1", "-Wall", "-pthread", "-o", fresh.toString(), SOURCE.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(compiler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("gcc: " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Files.move(fresh, COMPILED, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    static ClaimRequest claim(ResourceLimits limits, String... arguments) {
        return claim(limits, 0, Map.of(), arguments);
    }

    static ClaimRequest claim(
            ResourceLimits limits, int runtimeApiPort, Map<String, byte[]> secrets, String... arguments) {
        var argv = new ArrayList<>(List.of("/probe"));
        argv.addAll(List.of(arguments));
        return new ClaimRequest(
                TENANT,
                new FunctionName("probe"),
                1,
                List.of(LAYER),
                argv,
                List.of("MARK=here", "PATH=/"),
                "/tmp",
                limits,
                runtimeApiPort,
                HOST_NAME,
                secrets);
    }
}
