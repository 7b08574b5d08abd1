// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Installs what {@code package.json} names, by npm, as the {@code node_modules} that Node itself looks into. */
final class NpmInstaller implements Installer {
    static final String PLACE = "node_modules";
    private static final List<String> LOCKS = List.of("npm-shrinkwrap.json", "package-lock.json");

    private final Path folder;
    private final PackageJson manifest;
    private final Tools tools;

    private NpmInstaller(Path folder, PackageJson manifest, Tools tools) {
        this.folder = folder;
        this.manifest = manifest;
        this.tools = tools;
    }

    /** Empty when the folder names no package. */
    static Optional<Installer> of(Path folder, Tools tools) {
        PackageJson manifest = PackageJson.of(folder);
        return manifest.any() ? Optional.of(new NpmInstaller(folder, manifest, tools)) : Optional.empty();
    }

    @Override
    public String manifest() {
        return PackageJson.NAME;
    }

    @Override
    public String program() {
        return "npm";
    }

    @Override
    public String wayOut() {
        return "install npm (Debian: apt-get install npm), or send a node_modules of your own by --no-install";
    }

    @Override
    public void decide(DependencyKey key) throws IOException {
        key.text(String.join(" ", arguments()));
        key.output(tools, "node", "--version");
        key.text(manifest.decisive());
        for (String file : List.of(LOCKS.getFirst(), LOCKS.getLast(), ".npmrc")) {
            if (Files.isRegularFile(folder.resolve(file))) {
                key.file(file, folder.resolve(file));
            }
        }
    }

    @Override
    public List<String> localPackages() {
        return manifest.localPackages().paths();
    }

    @Override
    public NavigableMap<String, Path> install(Path copy, boolean known, Run run) throws IOException {
        run.with(arguments());
        Path modules = copy.resolve(PLACE);
        NavigableMap<String, Path> entries = new TreeMap<>();
        InstalledTree.of(modules, copy).forEach((name, file) -> entries.put(PLACE + "/" + name, file));
        if (!entries.isEmpty()) {
            entries.put(PLACE, modules);
        }
        return entries;
    }

    private List<String> arguments() {
        boolean locked = LOCKS.stream().anyMatch(lock -> Files.isRegularFile(folder.resolve(lock)));
        List<String> words = new ArrayList<>(List.of(locked ? "ci" : "install"));
        words.addAll(List.of("--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=http"));
        return words;
    }

    /** The developer's own node_modules stays at home: what is sent was installed from the manifest. */
    @Override
    public void changeSource(NavigableMap<String, Path> entries, Path copy) {
        entries.keySet().removeIf(name -> name.equals(PLACE) || name.startsWith(PLACE + "/"));
    }
}
