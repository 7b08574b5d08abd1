// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The folder of a function as it lies in its layers; looked at, never run. */
final class SourceFolder {
    private final ImageTree tree;
    private final List<Path> onDisk;

    /** Layers, the lowest first, that have the folder at {@code function}: the dependencies', if any, and the source's. */
    SourceFolder(List<Path> layers) {
        this.tree = new ImageTree(layers);
        this.onDisk = layers.stream().map(layer -> layer.resolve("function")).toList();
    }

    /** Makes sure that the file is there that a handler names. */
    void checkHandler(FunctionRuntime runtime, String handler, String who) throws IOException {
        List<String> candidates = switch (runtime) {
            case PYTHON3 -> {
                String module = module(handler, who).replaceAll("^/+", "").replace('.', '/');
                yield List.of(
                        module + ".py",
                        module + "/__init__.py",
                        "python_modules/" + module + ".py",
                        "python_modules/" + module + "/__init__.py");
            }
            case NODE -> {
                String module = module(handler, who);
                yield List.of(module + ".js", module + ".mjs", module + ".cjs");
            }
            case JAVA -> List.of(List.of(handler.split("::", 2)).getFirst().replace('.', '/') + ".class");
            case NATIVE -> List.of();
        };
        for (String candidate : candidates) {
            Optional<ImageTree.Found> found = tree.find(RuntimeLaunch.FOLDER + "/" + candidate);
            if (found.isPresent() && !found.get().directory()) {
                return;
            }
        }
        if (runtime == FunctionRuntime.NATIVE
                || (runtime == FunctionRuntime.JAVA && inSomeJar(candidates.getFirst()))) {
            return;
        }
        throw new ImageException(
                Fault.HANDLER_NOT_FOUND,
                who + "handler '" + Printable.of(handler) + "' means a file "
                        + Printable.of(String.join(" or ", candidates)) + ", and the function's folder has none"
                        + (runtime == FunctionRuntime.JAVA ? ", nor a jar with it" : ""));
    }

    /** The one executable file of a native function's folder, relative to it. */
    String onlyExecutable(String who) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path entry : Trees.list(onDisk.getLast())) {
            boolean file = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
            String name = entry.getFileName().toString();
            if (file && new ImageTree.Found(name, entry, false).executable()) {
                found.add(name);
            }
        }
        if (found.size() != 1) {
            throw new ImageException(
                    Fault.COMMAND_MISSING,
                    who + "the folder has "
                            + (found.isEmpty() ? "no executable file" : found.size() + " executable files")
                            + ": give a command");
        }
        return found.getFirst();
    }

    private static String module(String handler, String who) {
        int dot = handler.lastIndexOf('.');
        if (dot <= 0 || dot == handler.length() - 1) {
            throw new ImageException(
                    Fault.HANDLER_NOT_FOUND,
                    who + "handler '" + Printable.of(handler)
                            + "' is not written as module.function, as in app.handler");
        }
        return handler.substring(0, dot);
    }

    private boolean inSomeJar(String entry) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path folder : onDisk) {
            all.addAll(Trees.list(folder));
        }
        for (Path jar : all) {
            if (jar.getFileName().toString().endsWith(".jar") && Files.isRegularFile(jar, LinkOption.NOFOLLOW_LINKS)) {
                try (var zip = new ZipFile(jar.toFile())) {
                    if (zip.getEntry(entry) != null) {
                        return true;
                    }
                } catch (ZipException _) {
                    // A jar that is none holds no class; the JVM says so when it matters.
                }
            }
        }
        return false;
    }
}
