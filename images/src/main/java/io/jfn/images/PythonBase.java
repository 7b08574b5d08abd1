// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The base image {@code python3}: the machine's interpreter, its standard library, and what both need. */
final class PythonBase implements BaseRecipe {
    private static final Set<String> LEFT_OUT = Set.of(
            "test",
            "tests",
            "idlelib",
            "tkinter",
            "turtledemo",
            "lib2to3",
            "ensurepip",
            "site-packages",
            "dist-packages",
            "idle_test",
            "pydoc_data");

    private final List<Path> candidates;

    PythonBase(List<Path> candidates) {
        this.candidates = candidates;
    }

    @Override
    public String key() throws IOException {
        return "python3/1 " + Machine.stamp(interpreter()) + " "
                + Machine.stamp(library().resolve("os.py")) + " " + Machine.libcStamp();
    }

    @Override
    public void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException {
        var plan = new CopyPlan();
        var libraries = new SharedLibraries(plan, Path.of("/nonexistent"));
        Path interpreter = interpreter().toRealPath();
        String place = CopyPlan.place(interpreter);
        plan.copy(place, interpreter);
        if (!place.equals("usr/bin/python3")) {
            plan.link("usr/bin/python3", "/" + place);
        }
        if (!place.equals("usr/bin/python") && !place.equals("usr/local/bin/python")) {
            plan.link("usr/bin/python", "python3");
        }
        libraries.addNeedsOf(interpreter);
        libraries.addIfPresent("libgcc_s.so.1"); // threads load it when they end
        standardLibrary(plan, libraries);
        plan.writeTo(tree, step, progress);
    }

    private Path interpreter() {
        return Machine.find("python3", candidates, "python3");
    }

    /** {@code PREFIX/lib/python3.N}, which the interpreter at {@code PREFIX/bin/python3.N} finds from its own place. */
    private Path library() throws IOException {
        Path real = interpreter().toRealPath();
        Path prefix =
                Objects.requireNonNull(Objects.requireNonNull(real.getParent()).getParent());
        for (String folder : new String[] {"lib", "lib64"}) {
            Path library = prefix.resolve(folder).resolve(real.getFileName().toString());
            if (Files.isRegularFile(library.resolve("os.py"))) {
                return library;
            }
        }
        throw new ImageException(
                Fault.INTERPRETER_MISSING,
                "the standard library of " + real + " is not below " + prefix
                        + ": install it (Debian: apt-get install libpython3-stdlib)");
    }

    private void standardLibrary(CopyPlan plan, SharedLibraries libraries) throws IOException {
        Path library = library();
        Files.walkFileTree(library, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                // config-3.N-… holds a static library of 30 MB for programs that embed Python.
                return LEFT_OUT.contains(name) || name.startsWith("config-")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                boolean other =
                        name.contains(".opt-1.") || name.contains(".opt-2.") || name.equals("EXTERNALLY-MANAGED");
                boolean inside = !attributes.isSymbolicLink()
                        || (Files.exists(file) && file.toRealPath().startsWith(library));
                if (Files.isRegularFile(file) && inside && !other && hasItsLibraries(file, name)) {
                    plan.copy(CopyPlan.place(file), file.toRealPath());
                }
                return FileVisitResult.CONTINUE;
            }

            // An extension module whose library the machine lacks does not work there either.
            private boolean hasItsLibraries(Path file, String name) throws IOException {
                if (!name.endsWith(".so")) {
                    return true;
                }
                try {
                    libraries.addNeedsOf(file);
                    return true;
                } catch (ImageException _) {
                    return false;
                }
            }
        });
    }
}
