// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/** The base image {@code java}: a run-time image linked from the running JDK, at {@code /opt/java}. */
final class JavaBase implements BaseRecipe {
    static final EntryName HOME = new EntryName("opt/java");

    private static final String MODULES = String.join(
            ",",
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.charsets",
            "jdk.httpserver",
            "jdk.management",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private final Path javaHome;

    JavaBase(Path javaHome) {
        this.javaHome = javaHome;
    }

    @Override
    public String key() throws IOException {
        Path release = javaHome.resolve("release");
        if (!Files.isRegularFile(release)) {
            throw missing("has no file 'release'", null);
        }
        return "java/1 " + Machine.stamp(javaHome.resolve("bin/java")) + " " + Machine.stamp(release) + " "
                + Machine.libcStamp();
    }

    @Override
    public void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException {
        progress.step(step, 0, 0);
        Path linked = work.resolve("java");
        link(linked);
        var plan = new CopyPlan();
        var libraries = new SharedLibraries(plan, linked);
        List<Path> files;
        try (var all = Files.walk(linked)) {
            files = all.filter(
                            path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path))
                    .toList();
        }
        for (Path file : files) {
            if (!Files.isSymbolicLink(file)) {
                libraries.addNeedsOf(file);
            }
        }
        plan.writeTo(tree, step, progress);
        for (Path file : files) {
            EntryName name = new EntryName(linked.relativize(file).toString()).under(HOME);
            if (Files.isSymbolicLink(file)) {
                tree.symlink(name, Files.readSymbolicLink(file).toString());
            } else {
                tree.adopt(name, Files.isExecutable(file) ? 0755 : 0644, file);
            }
        }
    }

    /** In this process: jlink is a library of the JDK. It starts the new image once to make its class-data archive. */
    private void link(Path output) {
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow(() -> missing("has no jlink", null));
        var said = new StringWriter();
        var writer = new PrintWriter(said);
        int code = jlink.run(
                writer,
                writer,
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--generate-cds-archive",
                "--output",
                output.toString());
        writer.flush();
        if (code != 0) {
            throw missing("cannot link a run-time image: " + io.jfn.api.Printable.of(said.toString()), null);
        }
    }

    private ImageException missing(String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ImageException(
                Fault.BASE_IMAGE_FAILED,
                "the JDK at " + javaHome + " " + why
                        + ": run jfn on a whole JDK 25 (Debian: openjdk-25-jdk-headless, or Eclipse Temurin)",
                cause);
    }
}
