// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.nio.file.Path;
import java.util.List;

/** Measures jfn beside its peers; {@code loadtests/run} is its front. */
public final class LoadTests {
    private LoadTests() {}

    /** System property {@code jfn.root} names the checkout, in which everything is already built. */
    public static void main(String[] arguments) {
        var words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        System.exit(run(words));
    }

    private static int run(List<String> words) {
        try (var workspace = Workspace.open()) {
            var root = Path.of(System.getProperty("jfn.root", "."))
                    .toAbsolutePath()
                    .normalize();
            var options = Options.parse(words, root.resolve("loadtests"));
            var report = new Report(options, Machine.description());
            try {
                switch (options.run()) {
                    case "cold" -> new ColdRun(options, root, workspace, report).measure();
                    case "images" -> new ImagesRun(options, workspace, report).measure();
                    default -> new WarmRun(options, root, workspace, report).measure();
                }
            } finally {
                report.finish();
            }
            return report.complete() ? 0 : 3;
        } catch (BenchmarkException e) {
            System.err.println("loadtests: " + e.getMessage());
            return 1;
        }
    }
}
