// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a {@code package.json} says of other packages. */
final class PackageJson {
    static final String NAME = "package.json";
    private static final int LARGEST = 1 << 20;
    private static final List<String> INSTALLED = List.of("dependencies", "optionalDependencies");
    private static final List<String> DECISIVE = List.of(
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bundleDependencies",
            "bundledDependencies",
            "overrides",
            "workspaces",
            "engines");
    private static final Pattern LOCAL = Pattern.compile("(file:|\\.{1,2}/|/).*");

    private final Path folder;
    private final JsonNode root;
    private final LocalPackages localPackages;

    private PackageJson(Path folder) {
        this.folder = folder;
        this.root = read(folder.resolve(NAME));
        this.localPackages = new LocalPackages(folder, NAME);
        addLocal(root, folder);
    }

    static PackageJson of(Path folder) {
        return new PackageJson(folder);
    }

    /** Whether there is a package to install. */
    boolean any() {
        return INSTALLED.stream().anyMatch(kind -> !root.path(kind).isEmpty());
    }

    /** The parts that decide what is installed, as one text; a new version or script of the function itself is none. */
    String decisive() {
        var text = new StringBuilder();
        for (String part : DECISIVE) {
            text.append(part).append(root.path(part)).append('\n');
        }
        return text.toString();
    }

    LocalPackages localPackages() {
        return localPackages;
    }

    /** Packages named by path, and those that they name in turn. */
    private void addLocal(JsonNode manifest, Path from) {
        for (String kind : INSTALLED) {
            for (JsonNode version : manifest.path(kind)) {
                String text = version.asText();
                if (LOCAL.matcher(text).matches()) {
                    Path target = from.resolve(text.replaceFirst("^file:(//(?=/))?", ""))
                            .normalize();
                    if (localPackages.add(from.equals(folder) ? text : target.toString())
                            && Files.isRegularFile(target.resolve(NAME))) {
                        addLocal(read(target.resolve(NAME)), target);
                    }
                }
            }
        }
    }

    private static JsonNode read(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new CliException(ExitCode.INVALID_INPUT, file + ": is larger than 1 MiB");
            }
            return Json.read(new String(bytes, StandardCharsets.UTF_8), JsonNode.class);
        } catch (JsonProcessingException e) {
            throw new CliException(
                    ExitCode.INVALID_INPUT, file + ": is not JSON: " + Shown.line(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
