// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Installs what a function's manifest names, on the developer's machine and in a copy of the folder: the tools run code of
 * whoever wrote the packages, which no gateway must (docs/adr/0014). What was installed once from the same lock file is
 * taken from the cache.
 */
final class Dependencies {
    private final Tools tools;
    private final DependencyCache cache;
    private final DeployProgress progress;

    Dependencies(Tools tools, DependencyCache cache, DeployProgress progress) {
        this.tools = tools;
        this.cache = cache;
        this.progress = progress;
    }

    /** Those of a developer whose environment this is. */
    static Dependencies of(Map<String, String> environment, DeployProgress progress) {
        return new Dependencies(new Tools(environment), DependencyCache.of(environment), progress);
    }

    DependencyCache cache() {
        return cache;
    }

    /** Installs, or finds installed, what a function's folder asks for; whoever is given it closes it. */
    InstalledDependencies install(FunctionDefinition.Folder content, @Nullable FunctionRuntime runtime) {
        Path folder = content.folder();
        NavigableMap<String, Path> entries = FolderListing.of(folder, content.keepOut());
        Optional<Installer> installer = installer(folder, entries, runtime);
        if (installer.isEmpty()) {
            return InstalledDependencies.NONE;
        }
        try {
            return install(folder, entries, installer.get());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder + ": what " + installer.get().manifest() + " names cannot be installed: " + e.getMessage(),
                    e);
        }
    }

    /** A manifest that is not sent is not the function's: {@code .jfnignore} may name it. */
    private Optional<Installer> installer(
            Path folder, NavigableMap<String, Path> entries, @Nullable FunctionRuntime runtime) {
        if (runtime == null) {
            return Optional.empty();
        }
        String manifest = switch (runtime) {
            case PYTHON3 -> PipInstaller.MANIFEST;
            case NODE -> PackageJson.NAME;
            case JAVA -> MavenInstaller.MANIFEST;
            case NATIVE -> "";
        };
        Path file = entries.get(manifest);
        if (file == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return switch (runtime) {
            case PYTHON3 -> PipInstaller.of(folder, tools);
            case NODE -> NpmInstaller.of(folder, tools);
            case JAVA -> Optional.of(MavenInstaller.of(folder, entries));
            case NATIVE -> Optional.empty();
        };
    }

    private InstalledDependencies install(Path folder, NavigableMap<String, Path> entries, Installer installer)
            throws IOException {
        Path program = tools.find(installer.program())
                .orElseThrow(() -> new CliException(
                        ExitCode.FAILED,
                        folder.resolve(installer.manifest()) + ": names packages to install, and there is no "
                                + installer.program() + " in PATH: " + installer.wayOut()));
        NavigableMap<String, Path> local = local(folder, entries, installer);
        var digest = new DependencyKey();
        installer.decide(digest);
        digest.tree(local);
        String key = digest.hex();
        Optional<Path> known = cache.archive(key);
        if (known.isPresent() && !installer.buildsSource()) {
            progress.step("packages of " + installer.manifest() + ", installed before", 1, 1);
            return new Ready(installer, layer(key, known.get()), null);
        }
        var work = new WorkFolder("jfn-install-");
        try {
            NavigableMap<String, Path> copied = new TreeMap<>(entries);
            copied.keySet().removeIf(name -> name.equals("node_modules") || name.startsWith("node_modules/"));
            work.take(copied);
            work.take(local);
            NavigableMap<String, Path> installed = installer.install(
                    work.path(), known.isPresent(), words -> run(folder, installer, program, words, work.path()));
            Path archive = known.isPresent() ? known.get() : pack(key, installer, installed);
            return new Ready(installer, layer(key, archive), work);
        } catch (IOException | RuntimeException e) {
            work.close();
            throw e;
        }
    }

    private static NavigableMap<String, Path> local(
            Path folder, NavigableMap<String, Path> entries, Installer installer) {
        NavigableMap<String, Path> all = new TreeMap<>();
        for (String name : installer.localPackages()) {
            all.putAll(name.isEmpty() ? entries : FolderListing.below(folder, name));
        }
        return all;
    }

    private void run(Path folder, Installer installer, Path program, List<String> words, Path copy) {
        String step = "install " + installer.manifest() + " by " + installer.program();
        progress.step(step, 0, 0);
        long[] lines = {0};
        Tools.Ended ended = tools.run(program, words, copy, javaHome(), () -> progress.step(step, ++lines[0], 0));
        if (ended.well()) {
            return;
        }
        if (ended.lastLines().stream().anyMatch(line -> line.endsWith("No module named pip"))) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder.resolve(installer.manifest()) + ": names packages to install, and " + program
                            + " has no pip: " + installer.wayOut());
        }
        var said = new StringBuilder();
        ended.lastLines().forEach(line -> said.append("\n  | ").append(Shown.line(line)));
        throw new CliException(
                ExitCode.FAILED,
                folder.resolve(installer.manifest()) + ": " + program.getFileName() + " could not install what it names"
                        + " (exit code " + ended.exit() + ")"
                        + (said.isEmpty() ? "" : "; the end of what it wrote:" + said));
    }

    /** A machine's default Java is often older than the one that functions run on, and Maven takes the default. */
    private Map<String, String> javaHome() {
        Path own = Path.of(System.getProperty("java.home", "/nonexistent"));
        return tools.environment().containsKey("JAVA_HOME") || !Files.isExecutable(own.resolve("bin/javac"))
                ? Map.of()
                : Map.of("JAVA_HOME", own.toString());
    }

    private Path pack(String key, Installer installer, NavigableMap<String, Path> installed) throws IOException {
        if (installed.isEmpty()) {
            return cache.putNothing(key);
        }
        try (FolderPack pack = FolderPack.ofInstalled(installer.manifest(), installed, progress)) {
            return cache.put(key, pack.file());
        }
    }

    private static Optional<InstalledDependencies.Layer> layer(String key, Path archive) throws IOException {
        return Files.size(archive) == 0 ? Optional.empty() : Optional.of(new InstalledDependencies.Layer(key, archive));
    }

    /** Installed just now, or before, when there is no copy of the folder. */
    private record Ready(
            Installer installer,
            Optional<InstalledDependencies.Layer> layer,
            @Nullable WorkFolder copy) implements InstalledDependencies {
        @Override
        public void changeSource(NavigableMap<String, Path> entries) throws IOException {
            installer.changeSource(entries, copy == null ? Path.of("/nonexistent") : copy.path());
        }

        @Override
        public List<Path> jars() throws IOException {
            return copy == null ? List.of() : MavenInstaller.jars(copy.path());
        }

        @Override
        public void close() throws IOException {
            if (copy != null) {
                copy.close();
            }
        }
    }
}
