// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a folder without {@code function.yaml} seems to be.
 *
 * @param settings what its {@code function.yaml} would say
 * @param because what was seen, for the developer to read
 */
record Guess(Setting.Table settings, String because) {
    private static final int LONGEST_LOOK = 1 << 18;
    private static final Pattern PYTHON_HANDLER = Pattern.compile("(?m)^(async +)?def +handler *\\(");
    private static final Pattern NODE_HANDLER = Pattern.compile(
            "(?m)^\\s*(export\\s+(async\\s+)?(const|let|var|function)\\s+handler\\b|(module\\.)?exports\\.handler\\s*=)");
    private static final Pattern JAVA_HANDLER = Pattern.compile("(?m)^\\s+[^=;(/*]*\\bhandle\\s*\\(");
    private static final Pattern JAVA_MAIN = Pattern.compile("(?m)^\\s*[^=;(/*]*\\bvoid\\s+main\\s*\\(");
    private static final Pattern JAVA_PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
    private static final Pattern PACKAGE_MAIN = Pattern.compile("\"main\"\\s*:\\s*\"([^\"]{1,200})\"");
    private static final List<String> FIRST = List.of("handler", "app", "main", "index");

    /** Looks at the files that lie in the folder itself. */
    static Guess of(Path folder) {
        List<Path> files = files(folder);
        return python(files)
                .or(() -> node(folder, files))
                .or(() -> java(javaSources(folder, files)))
                .or(() -> executable(files))
                .orElseThrow(() -> new CliException(
                        ExitCode.INVALID_INPUT,
                        folder + " has no " + FunctionFile.NAME + ", and nothing in it says what it is: looked for"
                                + " 'def handler' in app.py, main.py or handler.py, an exported 'handler' in *.mjs or"
                                + " *.js, a 'main' in package.json, a 'handle' or 'main' method in *.java, and one"
                                + " static executable; write a " + FunctionFile.NAME + " (jfn init shows one)"));
    }

    /** The folder's own name as a function's, as far as it can be made one. */
    static String name(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        String plain = (name == null ? "" : name.toString())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[-0-9]+|-+$", "");
        return plain.length() > 63 ? plain.substring(0, 63).replaceAll("-+$", "") : plain;
    }

    private static Optional<Guess> python(List<Path> files) {
        for (String module : List.of("app", "main", "handler")) {
            for (Path file : files) {
                if (file.endsWith(module + ".py") && finds(PYTHON_HANDLER, file)) {
                    return Optional.of(
                            handler("python3", module + ".handler", module + ".py defines a function 'handler'"));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Guess> node(Path folder, List<Path> files) {
        for (Path file : files) {
            if (file.toString().matches(".*\\.[mc]?js") && finds(NODE_HANDLER, file)) {
                return Optional.of(handler("node", stem(file) + ".handler", file.getFileName() + " exports 'handler'"));
            }
        }
        Matcher main = PACKAGE_MAIN.matcher(start(folder.resolve("package.json")));
        if (main.find() && Files.isRegularFile(folder.resolve(main.group(1)))) {
            return Optional.of(command("node", "package.json names " + main.group(1), "node", main.group(1)));
        }
        return Optional.empty();
    }

    /** Those of the folder itself, then those in Maven's place for them. */
    private static List<Path> javaSources(Path folder, List<Path> files) {
        List<Path> sources = new ArrayList<>(
                files.stream().filter(file -> file.toString().endsWith(".java")).toList());
        Path mavens = folder.resolve("src/main/java");
        if (Files.isRegularFile(folder.resolve(MavenInstaller.MANIFEST)) && Files.isDirectory(mavens)) {
            try (var tree = Files.walk(mavens)) {
                tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            } catch (IOException e) {
                throw new CliException(ExitCode.INVALID_INPUT, mavens + ": cannot be read: " + e.getMessage(), e);
            }
        }
        return sources;
    }

    private static Optional<Guess> java(List<Path> sources) {
        for (Path file : sources) {
            if (finds(JAVA_HANDLER, file)) {
                return Optional.of(
                        handler("java", type(file) + "::handle", file.getFileName() + " has a method 'handle'"));
            }
        }
        for (Path file : sources) {
            if (finds(JAVA_MAIN, file)) {
                return Optional.of(command(
                        "java",
                        file.getFileName() + " has a 'main'",
                        "java",
                        "-cp",
                        "/function:/function/*",
                        type(file)));
            }
        }
        return Optional.empty();
    }

    private static Optional<Guess> executable(List<Path> files) {
        List<Path> found =
                files.stream().filter(Files::isExecutable).filter(StaticElf::is).toList();
        if (found.size() != 1) {
            return Optional.empty();
        }
        Path file = found.getFirst();
        return Optional.of(
                command("native", file.getFileName() + " is a static executable", "/function/" + file.getFileName()));
    }

    private static Guess handler(String runtime, String handler, String because) {
        return new Guess(
                new Settings("guessed settings")
                        .put("runtime", runtime)
                        .put("handler", handler)
                        .table(),
                because + ": runtime " + runtime + ", handler " + handler);
    }

    private static Guess command(String runtime, String because, String... words) {
        List<Setting> items = new ArrayList<>();
        for (String word : words) {
            items.add(new Setting.Word("guessed settings", word));
        }
        return new Guess(
                new Settings("guessed settings")
                        .put("runtime", runtime)
                        .put("contract", "http")
                        .put("command", new Setting.Items("guessed settings", items))
                        .table(),
                because + ": runtime " + runtime + ", command " + String.join(" ", words) + ", contract http");
    }

    private static List<Path> files(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.comparingInt(Guess::rank).thenComparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static int rank(Path file) {
        int rank = FIRST.indexOf(stem(file));
        return rank < 0 ? FIRST.size() : rank;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String type(Path source) {
        Matcher named = JAVA_PACKAGE.matcher(start(source));
        return named.find() ? named.group(1) + "." + stem(source) : stem(source);
    }

    private static boolean finds(Pattern pattern, Path file) {
        return pattern.matcher(start(file)).find();
    }

    private static String start(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_LOOK), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
