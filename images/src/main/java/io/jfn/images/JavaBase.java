// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

    private static final Duration LONGEST_LINK = Duration.ofMinutes(5);

    private final Path javaHome;

    JavaBase(Path javaHome) {
        this.javaHome = javaHome;
    }

    @Override
    public String key() throws IOException {
        Path release = javaHome.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(javaHome.resolve("bin/jlink"))) {
            throw failed("it has no release file or no bin/jlink");
        }
        return "java/1 " + Machine.stamp(javaHome.resolve("bin/java")) + " " + Machine.stamp(release) + " "
                + Machine.libcStamp();
    }

    @Override
    public void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException {
        progress.step(step, 0, 0);
        Path linked = work.resolve("java");
        link(linked, work, step, progress);
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

    /**
     * In a process of its own: jlink wants more heap (over 96 MiB) than a gateway should keep for it, and running out
     * must not hurt anybody's calls.
     */
    private void link(Path output, Path work, String step, Progress progress) throws IOException {
        Path said = work.resolve("jlink.log");
        Process jlink = new ProcessBuilder(
                        javaHome.resolve("bin/jlink").toString(),
                        "-J-Xmx512m",
                        "-J-XX:+UseSerialGC",
                        "-J-Djava.io.tmpdir=" + work,
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--generate-cds-archive",
                        "--output",
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            jlink.getOutputStream().close();
            long until = System.nanoTime() + LONGEST_LINK.toNanos();
            while (!jlink.waitFor(200, TimeUnit.MILLISECONDS)) {
                progress.step(step, Trees.bytes(output), 0);
                if (System.nanoTime() > until) {
                    throw failed("jlink did not end within " + LONGEST_LINK.toMinutes() + " minutes");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(Fault.BASE_IMAGE_FAILED, "interrupted while linking the Java base image", e);
        } finally {
            jlink.destroyForcibly();
        }
        if (jlink.exitValue() != 0) {
            throw failed("jlink failed: " + Printable.of(Files.readString(said)));
        }
        // The second archive is for heaps beyond 32 GiB.
        Files.deleteIfExists(output.resolve("lib/server/classes_nocoops.jsa"));
    }

    private ImageException failed(String why) {
        return new ImageException(
                Fault.BASE_IMAGE_FAILED,
                "the JDK at " + javaHome + " cannot be made a base image: " + why
                        + "; run jfn on a whole JDK 25 (Debian: openjdk-25-jdk-headless, or Eclipse Temurin)");
    }
}
