// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends what a function needs and deploys it: install, pack, upload, and the gateway's own steps. */
final class DeployFlow {
    private final GatewayApi api;
    private final DeployProgress progress;
    private final @Nullable Dependencies dependencies;

    /**
     * What all deploys have in common.
     *
     * @param dependencies installs what folders name; null when they are sent as they are
     */
    DeployFlow(GatewayApi api, DeployProgress progress, @Nullable Dependencies dependencies) {
        this.api = api;
        this.progress = progress;
        this.dependencies = dependencies;
    }

    FunctionView deploy(FunctionDefinition function) {
        return api.deploy(withContent(function), progress);
    }

    /** Sends a function's content and gives the specification that names it. */
    FunctionSpec withContent(FunctionDefinition function) {
        FunctionSpec spec = function.spec();
        return switch (function.content()) {
            case FunctionDefinition.Imported() -> spec;
            case FunctionDefinition.ImageArchive(Path file) ->
                spec.withContent(api.onImages().importArchive(file, progress).image(), null);
            case FunctionDefinition.FolderArchive(Path file) ->
                spec.withContent(spec.image(), api.uploadSource(file, progress));
            case FunctionDefinition.Folder folder when dependencies != null -> installed(folder, spec, dependencies);
            case FunctionDefinition.Folder folder -> {
                try (FolderPack pack = FolderPack.of(folder, spec.runtime(), progress)) {
                    yield spec.withContent(spec.image(), api.uploadSource(pack.file(), progress));
                }
            }
        };
    }

    private FunctionSpec installed(FunctionDefinition.Folder folder, FunctionSpec spec, Dependencies by) {
        try (InstalledDependencies installed = by.install(folder, spec.runtime());
                FolderPack pack = FolderPack.of(folder, spec.runtime(), installed, progress, FolderPack.MOST_BYTES)) {
            String below =
                    installed.layer().isPresent() ? sent(installed.layer().get(), by.cache()) : null;
            return spec.withContent(spec.image(), api.uploadSource(pack.file(), progress))
                    .withDependencies(below);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder.folder() + ": the copy that was installed in cannot be removed: " + e.getMessage(),
                    e);
        }
    }

    /** A layer that the node has is not sent again. */
    private String sent(InstalledDependencies.Layer layer, DependencyCache cache) {
        Optional<String> known = cache.digest(layer.key());
        if (known.isPresent() && api.hasSource(known.get())) {
            progress.step("dependencies are on the node", 1, 1);
            return known.get();
        }
        String digest = api.uploadSource(layer.archive(), progress);
        cache.remember(layer.key(), digest);
        return digest;
    }
}
