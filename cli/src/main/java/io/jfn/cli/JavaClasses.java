// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionRuntime;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The compiled sources of a Java function, in a temporary folder until they are packed. */
final class JavaClasses implements Closeable {
    private static final int MOST_ERRORS = 10;

    private final @Nullable WorkFolder work;

    private JavaClasses(@Nullable WorkFolder work) {
        this.work = work;
    }

    /**
     * Compiles the sources among a Java function's entries unless classes are there already, and puts the classes in
     * the sources' place. Jars that lie in the folder are on the class path, as they are when the function runs, and so
     * are those that were installed for it.
     */
    static JavaClasses of(
            Path folder,
            NavigableMap<String, Path> entries,
            List<Path> installed,
            @Nullable FunctionRuntime runtime,
            DeployProgress progress)
            throws IOException {
        List<String> sources =
                entries.keySet().stream().filter(name -> name.endsWith(".java")).toList();
        boolean compiled = entries.keySet().stream().anyMatch(name -> name.endsWith(".class"));
        if (runtime != FunctionRuntime.JAVA || sources.isEmpty() || compiled) {
            return new JavaClasses(null);
        }
        progress.step("compile " + folder.getFileName(), 0, 0);
        var work = new WorkFolder("jfn-classes-");
        var classes = new JavaClasses(work);
        try {
            compile(folder, entries, sources, installed, work.path());
            sources.forEach(entries::remove);
            return classes;
        } catch (CliException | IOException e) {
            classes.close();
            throw e;
        }
    }

    private static void compile(
            Path folder, Map<String, Path> entries, List<String> sources, List<Path> installed, Path classes)
            throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new CliException(
                    ExitCode.FAILED,
                    folder
                            + ": has Java sources, and this Java has no compiler: run jfn on a JDK 25, or deploy classes");
        }
        // An empty class path would mean the current folder, so it always begins with the classes' own.
        Stream<Path> own = entries.entrySet().stream()
                .filter(entry -> entry.getKey().matches("[^/]+\\.jar"))
                .map(Map.Entry::getValue);
        String classPath = Stream.of(Stream.of(classes), own, installed.stream())
                .flatMap(jars -> jars)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        var found = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            boolean good = compiler.getTask(
                            null,
                            files,
                            found,
                            List.of("--release", "25", "-proc:none", "-d", classes.toString(), "-cp", classPath),
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    sources.stream().map(entries::get).toList()))
                    .call();
            if (!good) {
                throw new CliException(
                        ExitCode.INVALID_INPUT, folder + ": its Java sources do not compile\n" + errors(found));
            }
        }
        collect(classes, entries);
    }

    private static String errors(DiagnosticCollector<JavaFileObject> found) {
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .limit(MOST_ERRORS)
                .map(JavaClasses::shown)
                .collect(Collectors.joining("\n"));
    }

    private static String shown(Diagnostic<? extends JavaFileObject> error) {
        String message = error.getMessage(Locale.ROOT);
        JavaFileObject source = error.getSource();
        return source == null ? message : source.getName() + ":" + error.getLineNumber() + ": " + message;
    }

    private static void collect(Path classes, Map<String, Path> entries) throws IOException {
        try (var tree = Files.walk(classes)) {
            tree.filter(path -> !path.equals(classes))
                    .forEach(path -> entries.put(classes.relativize(path).toString(), path));
        }
    }

    @Override
    public void close() throws IOException {
        if (work != null) {
            work.close();
        }
    }
}
