// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out how a function that is a folder on a base image starts. */
final class RuntimeLaunch {
    static final String FOLDER = "/function";

    /** Where the layer of a Python function's dependencies has its packages; the other languages find theirs by themselves. */
    static final String PYTHON_PACKAGES = FOLDER + "/python_modules";

    private final FunctionSpec spec;
    private final FunctionRuntime runtime;
    private final ImageTree tree;
    private final SourceFolder source;
    private final BaseImage base;
    private final String who;

    RuntimeLaunch(FunctionSpec spec, FunctionRuntime runtime, BaseImage base, ImageTree tree, SourceFolder source) {
        this.spec = spec;
        this.runtime = runtime;
        this.base = base;
        this.tree = tree;
        this.source = source;
        this.who = "function '" + spec.name() + "': ";
    }

    MainProcess find() throws IOException {
        var environment = new Environment().putAll(base.env());
        String basePath = environment.searchPath();
        switch (runtime) {
            case PYTHON3 -> environment.put("PYTHONDONTWRITEBYTECODE", "1").put("PYTHONUNBUFFERED", "1");
            case NATIVE -> environment.put("PATH", basePath + ":" + FOLDER);
            case NODE -> environment.put("NODE_ENV", "production");
            case JAVA -> {}
        }
        String handler = spec.handler();
        if (handler != null) {
            environment.put("LAMBDA_TASK_ROOT", FOLDER).put("_HANDLER", handler);
        }
        environment.putAll(spec.env());
        if (runtime == FunctionRuntime.PYTHON3 && spec.dependencies() != null) {
            // Behind what the function itself says, or its base image: they may have packages that should come first.
            String given = environment.get("PYTHONPATH");
            environment.put("PYTHONPATH", given == null ? PYTHON_PACKAGES : given + ":" + PYTHON_PACKAGES);
        }
        return new MainProcess(argv(handler, basePath, environment), environment.lines(), FOLDER);
    }

    private List<String> argv(@Nullable String handler, String basePath, Environment environment) throws IOException {
        if (!spec.command().isEmpty()) {
            return command(spec.command(), environment);
        }
        if (handler == null) {
            return switch (runtime) {
                case NATIVE -> command(List.of(FOLDER + "/" + source.onlyExecutable(who)), environment);
                case PYTHON3, NODE, JAVA ->
                    throw new ImageException(
                            Fault.COMMAND_MISSING,
                            who + "runtime " + runtime + " needs a handler (" + example()
                                    + ") or a command that listens on $PORT");
            };
        }
        source.checkHandler(runtime, handler, who);
        return switch (runtime) {
            case PYTHON3 -> List.of(interpreter(basePath), "/opt/jfn/bootstrap.py");
            case NODE -> List.of(interpreter(basePath), "/opt/jfn/bootstrap.mjs");
            case JAVA -> {
                List<String> words = new ArrayList<>(List.of(interpreter(basePath)));
                words.addAll(JavaFlags.of(spec.limits()));
                words.addAll(List.of("-cp", "/opt/jfn/java:/function:/function/*", "io.jfn.bootstrap.Bootstrap"));
                yield words;
            }
            case NATIVE ->
                throw new ImageException(
                        Fault.HANDLER_NOT_FOUND,
                        who + "runtime native has no handlers: leave 'handler' out and give a command");
        };
    }

    /** By the base image's own path: what a function says of PATH is for what it starts itself. */
    private String interpreter(String basePath) throws IOException {
        return Interpreter.find(runtime, tree, basePath, who);
    }

    private List<String> command(List<String> given, Environment environment) throws IOException {
        List<String> words = new ArrayList<>(given);
        String program = new CommandLookup(tree, who).resolve(given.getFirst(), environment.searchPath(), FOLDER);
        words.set(0, program);
        if (runtime == FunctionRuntime.JAVA && program.endsWith("/java")) {
            words.addAll(1, JavaFlags.beside(spec.limits(), given));
        }
        return words;
    }

    private String example() {
        return runtime == FunctionRuntime.JAVA ? "Main::handle" : "app.handler";
    }
}
