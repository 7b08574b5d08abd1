// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a runtime's interpreter in a base image, wherever the image's own {@code PATH} has it. */
final class Interpreter {
    /** The Java that the bootstrap's classes are compiled for. */
    private static final int OLDEST_JAVA = 25;

    private static final Pattern JAVA_VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d{1,4})");

    private Interpreter() {}

    /** The absolute path inside; {@code who} begins the message when there is none that can start. */
    static String find(FunctionRuntime runtime, ImageTree tree, String searchPath, String who) throws IOException {
        String word = word(runtime);
        String path;
        try {
            path = new CommandLookup(tree, who).resolve(word, searchPath, "/");
        } catch (ImageException e) {
            throw new ImageException(
                    Fault.INTERPRETER_MISSING,
                    who + "its base image cannot run " + runtime + " functions: " + e.getMessage() + "; map runtime "
                            + runtime + " to another image in runtimes.yaml",
                    e);
        }
        if (runtime == FunctionRuntime.JAVA) {
            newEnough(tree, path, who);
        }
        return path;
    }

    static String word(FunctionRuntime runtime) {
        return switch (runtime) {
            case PYTHON3 -> "python3";
            case NODE -> "node";
            case JAVA -> "java";
            case NATIVE -> throw new IllegalArgumentException("runtime native has no interpreter");
        };
    }

    /** A JDK says its version in {@code release}, two folders up from {@code bin/java}; one without is let through. */
    private static void newEnough(ImageTree tree, String java, String who) throws IOException {
        Optional<ImageTree.Found> program = tree.find(java);
        if (program.isEmpty()) {
            return;
        }
        String home = program.get().path().replaceAll("/[^/]+/[^/]+$", "");
        Optional<ImageTree.Found> release = tree.find(home + "/release");
        if (release.isEmpty() || release.get().directory()) {
            return;
        }
        try (var in = Files.newInputStream(release.get().onDisk(), LinkOption.NOFOLLOW_LINKS)) {
            Matcher version = JAVA_VERSION.matcher(new String(in.readNBytes(65_536), StandardCharsets.UTF_8));
            if (version.find() && Integer.parseInt(version.group(1)) < OLDEST_JAVA) {
                throw new ImageException(
                        Fault.INTERPRETER_MISSING,
                        who + "its base image has Java " + Printable.of(version.group(1)) + " at " + Printable.of(java)
                                + ", and handlers need " + OLDEST_JAVA
                                + " or newer: map runtime java to a newer image in runtimes.yaml");
            }
        }
    }
}
