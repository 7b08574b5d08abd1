// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One example function and what its labels say about calling it.
 *
 * @param definition what its {@code function.yaml} says
 */
record DemoExample(FunctionDefinition definition) {
    private static final String COMPLETED = "completed";
    private static final Set<String> NOT_EXAMPLES = Set.of("src", "target");

    /** Where the examples are: the good ones first, then the bad neighbours, each in the order of their names. */
    static List<Path> folders(Path examples) {
        return Stream.of(examples, examples.resolve("bad-neighbours"))
                .flatMap(DemoExample::inside)
                .filter(folder -> Files.exists(folder.resolve(FunctionFile.NAME)))
                .toList();
    }

    /** Copies all of them, so that what a demo makes is not left in the checkout. */
    static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path name = from.relativize(file);
                if (NOT_EXAMPLES.contains(name.getName(0).toString())) {
                    continue;
                }
                Path copy = to.resolve(name.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot copy the examples: " + e.getMessage(), e);
        }
    }

    private static Stream<Path> inside(Path parent) {
        try (var folders = Files.list(parent)) {
            return folders.sorted().toList().stream();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "cannot list the examples in " + parent, e);
        }
    }

    /** Reads one; what {@link #script} makes must be there. */
    static DemoExample read(Path folder) {
        var definitions = new Definitions(new Settings("the demo").table(), System.getenv()::get, _ -> {});
        return new DemoExample(definitions.of(folder));
    }

    String name() {
        return definition.spec().name();
    }

    /** Whether it is there to be stopped by a limit. */
    boolean bad() {
        return limit() != null;
    }

    String path() {
        String call = definition.spec().labels().getOrDefault("demo-call", "GET /");
        return call.substring(call.indexOf(' ') + 1);
    }

    String expected() {
        return definition.spec().labels().getOrDefault("demo-expect", "");
    }

    String expectedOutcome() {
        return definition.spec().labels().getOrDefault("demo-expect-outcome", COMPLETED);
    }

    /** The limit that stops it; null for a good one. */
    @org.jspecify.annotations.Nullable
    String limit() {
        return definition.spec().labels().get("demo-limit");
    }

    /** The script to run before an example is read. */
    static Optional<Path> script(Path folder) {
        return Stream.of("build.sh", "make-image.sh")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    /** What of the machine it needs and does not find; empty when it can be deployed. */
    Optional<String> lacks() {
        var runtime = definition.spec().runtime();
        if (runtime == null) {
            return Optional.empty();
        }
        return switch (runtime) {
            case PYTHON3 -> missing("Python", "python3", "python3");
            case NODE -> missing("Node.js", "node", "nodejs");
            case JAVA, NATIVE -> Optional.empty();
        };
    }

    private static Optional<String> missing(String what, String program, String debian) {
        return NodeMachine.find(program, "/usr/bin:/usr/local/bin", Path.of("/"))
                        .isPresent()
                ? Optional.empty()
                : Optional.of("no " + what + " on this machine; install it with: apt-get install " + debian);
    }
}
