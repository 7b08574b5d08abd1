// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The image of {@code functions-examples/hostile} with this machine's Python, and what is seen of its probes. */
final class Hostile {
    static final Path SOURCE = Path.of("../functions-examples/hostile");
    static final Digest LAYER = new Digest("sha256:" + "cd".repeat(32));
    static final TenantName TENANT = new TenantName("hostile");

    private static final long MIB = ResourceLimits.MIB;
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Set<String> FOLDERS =
            Set.of("collections", "ctypes", "encodings", "importlib", "lib-dynload", "re", "__pycache__");
    private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*) \\(");

    private static Set<Path> wanted = Set.of();

    private Hostile() {}

    /** For {@code @EnabledIf}. */
    static boolean canRun() {
        return Host.canRunSandboxes() && Files.isExecutable(PYTHON);
    }

    static Path layer(TestNode node) {
        return node.store().resolve(TENANT + "/layers/" + LAYER.hex());
    }

    static void install(TestNode node) {
        try {
            Path layer = Files.createDirectories(layer(node));
            for (Path file : python()) {
                copy(file, layer.resolve(file.toString().substring(1)));
            }
            try (var sources = Files.newDirectoryStream(SOURCE, "*.py")) {
                for (Path source : sources) {
                    copy(source, layer.resolve("function").resolve(source.getFileName()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The interpreter, what of its library the probes use, and the shared libraries of both. */
    private static synchronized Set<Path> python() throws IOException {
        if (wanted.isEmpty()) {
            Path interpreter = PYTHON.toRealPath();
            Path library = Path.of("/usr/lib", interpreter.getFileName().toString());
            var found = new HashSet<>(List.of(interpreter));
            var programs = new ArrayList<>(List.of("ldd", interpreter.toString()));
            try (var all = Files.walk(library, 3)) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    Path inside = library.relativize(file);
                    if (inside.getNameCount() == 1
                            || FOLDERS.contains(inside.getName(0).toString())) {
                        found.add(file);
                        if (file.toString().endsWith(".so")) {
                            programs.add(file.toString());
                        }
                    }
                }
            }
            var process = new ProcessBuilder(programs).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            LIBRARY.matcher(said)
                    .results()
                    .map(one -> Path.of(one.group(1)))
                    .filter(Files::exists)
                    .forEach(found::add);
            wanted = found;
        }
        return wanted;
    }

    private static void copy(Path file, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        // Python compiles what is not as old as its compiled copy says.
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        // As the gateway's store does: a function may change its own copy.
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    static ClaimRequest claim(String workdir, String... probes) {
        var argv = new ArrayList<>(List.of(PYTHON.toString(), "-ESs", "/function/app.py"));
        argv.set(0, interpreter());
        argv.addAll(List.of(probes));
        return new ClaimRequest(
                TENANT,
                new FunctionName("hostile"),
                1,
                List.of(LAYER),
                argv,
                List.of("PATH=/usr/bin", "LANG=C.UTF-8"),
                workdir,
                // Only the case about processor time is to wait for it.
                new ResourceLimits(64 * MIB, List.of(probes).contains("B6") ? 500 : 4000, 32, 4 * MIB),
                0,
                "hostile",
                Map.of());
    }

    private static String interpreter() {
        try {
            return PYTHON.toRealPath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a probe saw, by what it tried; or how it ended, by {@code /}. */
    static Map<String, String> seen(TestNode node, String... probes) throws Exception {
        try (var running = node.start(claim("/tmp", probes))) {
            String said = running.output();
            var seen = new LinkedHashMap<String, String>();
            for (String line : said.lines().toList()) {
                String[] words = line.split("\t", 3);
                seen.put(words[1], words[2]);
            }
            var exit = running.exit();
            if (exit.oomKilled()) {
                seen.put("/", "out_of_memory");
            } else if (seen.isEmpty()) {
                seen.put("/", "nothing: " + exit + " " + running.errors());
            }
            return seen;
        }
    }
}
