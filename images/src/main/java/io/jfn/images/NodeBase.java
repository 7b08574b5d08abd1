// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The base image {@code node}: the machine's Node.js and what it needs. */
final class NodeBase implements BaseRecipe {
    // Debian's node reads these of its built-in modules from disk.
    private static final List<String> OUTSIDE_BUILTINS = List.of(
            "acorn", "acorn-walk", "cjs-module-lexer", "undici", "minimatch", "balanced-match", "brace-expansion");

    private final List<Path> candidates;

    NodeBase(List<Path> candidates) {
        this.candidates = candidates;
    }

    @Override
    public String key() throws IOException {
        return "node/1 " + Machine.stamp(interpreter()) + " " + Machine.libcStamp();
    }

    @Override
    public void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException {
        var plan = new CopyPlan();
        Path real = interpreter().toRealPath();
        plan.copy("usr/bin/node", real);
        new SharedLibraries(plan, Path.of("/nonexistent")).addNeedsOf(real);
        for (String name : OUTSIDE_BUILTINS) {
            Path module = Path.of("/usr/share/nodejs", name);
            if (Files.isDirectory(module)) {
                try (var files = Files.walk(module)) {
                    files.filter(Files::isRegularFile).forEach(file -> plan.copy(CopyPlan.place(file), file));
                }
            }
        }
        plan.writeTo(tree, step, progress);
    }

    private Path interpreter() {
        return Machine.find("node", candidates, "nodejs");
    }
}
