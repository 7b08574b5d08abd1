// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import java.nio.file.Path;

/** Sends what a function needs and deploys it: pack, upload, and the gateway's own steps. */
final class DeployFlow {
    private final GatewayApi api;
    private final DeployProgress progress;

    DeployFlow(GatewayApi api, DeployProgress progress) {
        this.api = api;
        this.progress = progress;
    }

    FunctionView deploy(FunctionDefinition function) {
        return api.deploy(withContent(function), progress);
    }

    private FunctionSpec withContent(FunctionDefinition function) {
        FunctionSpec spec = function.spec();
        return switch (function.content()) {
            case FunctionDefinition.Imported() -> spec;
            case FunctionDefinition.ImageArchive(Path file) ->
                spec.withContent(api.importImage(file, progress).image(), null);
            case FunctionDefinition.FolderArchive(Path file) ->
                spec.withContent(spec.image(), api.uploadSource(file, progress));
            case FunctionDefinition.Folder folder -> {
                try (FolderPack pack = FolderPack.of(folder, spec.runtime(), progress)) {
                    yield spec.withContent(spec.image(), api.uploadSource(pack.file(), progress));
                }
            }
        };
    }
}
