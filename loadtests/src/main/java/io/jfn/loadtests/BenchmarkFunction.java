// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.CallAuth;
import io.jfn.api.Contract;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Deploys the binary that all sides share as a native function. */
final class BenchmarkFunction {
    private BenchmarkFunction() {}

    static void deploy(
            PlatformApi api,
            Path binary,
            Workspace workspace,
            String name,
            ResourceLimits limits,
            int concurrency,
            Scaling scale) {
        deploy(api, binary, workspace, name, limits, concurrency, scale, Map.of());
    }

    static void deploy(
            PlatformApi api,
            Path binary,
            Workspace workspace,
            String name,
            ResourceLimits limits,
            int concurrency,
            Scaling scale,
            Map<String, String> secrets) {
        var folder = workspace.folder("source");
        var archive = workspace.file("source.tar.gz");
        try {
            Files.copy(binary, folder.resolve("function"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchmarkException("cannot copy " + binary + ": " + e.getMessage(), e);
        }
        Command.of("tar", "-C", folder.toString(), "-czf", archive.toString(), "function");
        api.deploy(new FunctionSpec(
                name,
                FunctionRuntime.NATIVE,
                null,
                api.upload(archive),
                null,
                List.of(),
                Contract.HTTP,
                FunctionSpec.DEFAULT_PORT,
                limits,
                FunctionSpec.DEFAULT_TIMEOUT_MILLIS,
                concurrency,
                scale,
                Map.of(),
                secrets,
                CallAuth.NONE,
                "none",
                Map.of()));
    }
}
