// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/**
 * Installs what {@code pom.xml} names, by Maven, as jars in the function's folder, which is on its class path. Sources in
 * Maven's own layout are compiled by Maven too, at each deploy; those that lie in the folder itself are compiled by jfn.
 */
final class MavenInstaller implements Installer {
    static final String MANIFEST = "pom.xml";
    private static final String JARS = "target/jfn-dependencies";

    /** Named with its version: without one Maven asks the registry for the newest, which would change under us. */
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies";

    private static final Set<String> MAVENS_OWN = Set.of(MANIFEST, ".mvn", "mvnw", "mvnw.cmd", "src");

    private final Path folder;
    private final boolean flat;

    private MavenInstaller(Path folder, boolean flat) {
        this.folder = folder;
        this.flat = flat;
    }

    static Installer of(Path folder, NavigableMap<String, Path> entries) {
        boolean flat = entries.keySet().stream().anyMatch(name -> name.endsWith(".java") && !name.contains("/"));
        return new MavenInstaller(folder, flat);
    }

    @Override
    public String manifest() {
        return MANIFEST;
    }

    @Override
    public String program() {
        return "mvn";
    }

    @Override
    public String wayOut() {
        return "install Maven (Debian: apt-get install maven), or build it yourself and deploy the classes and jars with"
                + " --no-install";
    }

    @Override
    public void decide(DependencyKey key) throws IOException {
        key.text(COPY);
        key.file(MANIFEST, folder.resolve(MANIFEST));
    }

    @Override
    public List<String> localPackages() {
        return List.of();
    }

    @Override
    public boolean buildsSource() {
        return true;
    }

    @Override
    public NavigableMap<String, Path> install(Path copy, boolean known, Run run) throws IOException {
        Path jars = copy.resolve(JARS);
        List<String> words = new ArrayList<>(List.of("-B", "-q", "-ntp", "-DskipTests"));
        if (!flat) {
            words.add("process-classes");
        }
        if (flat || !known) {
            words.addAll(List.of(COPY, "-DincludeScope=runtime", "-DoutputDirectory=" + jars));
        }
        run.with(words);
        return InstalledTree.of(jars, copy);
    }

    @Override
    public void changeSource(NavigableMap<String, Path> entries, Path copy) throws IOException {
        entries.keySet().removeIf(name -> MAVENS_OWN.contains(name.split("/", 2)[0]));
        if (!flat) {
            entries.putAll(InstalledTree.of(copy.resolve("target/classes"), copy));
        }
    }

    /** The jars that were copied, for a compiler. */
    static List<Path> jars(Path copy) throws IOException {
        Path jars = copy.resolve(JARS);
        if (!Files.isDirectory(jars)) {
            return List.of();
        }
        try (var files = Files.list(jars)) {
            return files.sorted().toList();
        }
    }
}
