// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Installs what {@code requirements.txt} names, by pip, into the folder that a Python function searches. */
final class PipInstaller implements Installer {
    static final String MANIFEST = "requirements.txt";

    /** Where the packages lie in the function's folder; the gateway names it in PYTHONPATH. */
    static final String PLACE = "python_modules";

    private final Requirements requirements;
    private final Tools tools;

    private PipInstaller(Requirements requirements, Tools tools) {
        this.requirements = requirements;
        this.tools = tools;
    }

    /** Empty when the folder names no package. */
    static Optional<Installer> of(Path folder, Tools tools) {
        Requirements requirements = Requirements.of(folder, MANIFEST);
        return requirements.any() ? Optional.of(new PipInstaller(requirements, tools)) : Optional.empty();
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }

    @Override
    public String program() {
        return "python3";
    }

    @Override
    public String wayOut() {
        return "install python3 with pip (Debian: apt-get install python3-pip), or put the packages beside the function"
                + " and deploy with --no-install";
    }

    @Override
    public void decide(DependencyKey key) throws IOException {
        key.text("pip " + String.join(" ", arguments("")));
        key.output(tools, "python3", "--version");
        for (var file : requirements.files().entrySet()) {
            key.file(file.getKey(), file.getValue());
        }
    }

    @Override
    public List<String> localPackages() {
        return requirements.localPackages().paths();
    }

    @Override
    public NavigableMap<String, Path> install(Path copy, boolean known, Run run) throws IOException {
        Path target = copy.resolve(".jfn-" + PLACE);
        run.with(arguments(target.toString()));
        PipNotes.forget(target);
        NavigableMap<String, Path> entries = new TreeMap<>();
        InstalledTree.of(target, copy).forEach((name, file) -> entries.put(PLACE + "/" + name, file));
        if (!entries.isEmpty()) {
            entries.put(PLACE, target);
        }
        return entries;
    }

    // Compiled files hold times and would make each installation another layer.
    private static List<String> arguments(String target) {
        return List.of(
                "-m",
                "pip",
                "install",
                "--no-compile",
                "--no-input",
                "--disable-pip-version-check",
                "--root-user-action=ignore",
                "--target",
                target,
                "--requirement",
                MANIFEST);
    }

    @Override
    public void changeSource(NavigableMap<String, Path> entries, Path copy) {
        // The packages lie beside what the folder has.
    }
}
