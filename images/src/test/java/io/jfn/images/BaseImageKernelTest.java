// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Base images start their runtimes with nothing but themselves: each is run under chroot, which needs root. */
@EnabledIf(value = "isRoot", disabledReason = "chroot needs root")
class BaseImageKernelTest {
    private static final String HELLO = "print('hello')";

    @TempDir
    static Path folder;

    private static ImageStore store;

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    @BeforeAll
    static void open() {
        store = new ImageStore(folder.resolve("store"), ImageStoreConfig.ofThisMachine());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void python_runs_with_its_standard_library() throws Exception {
        String source = source("app.py", "def handler(event, context): pass");
        PreparedImage image = prepare(Specs.handler(FunctionRuntime.PYTHON3, source, "app.handler"));
        assertThat(image.argv()).containsExactly("/usr/bin/python3", "/opt/jfn/bootstrap.py");
        assertThat(run(
                        image,
                        "/usr/bin/python3",
                        "-c",
                        "import json, ssl, sqlite3, hashlib, ctypes, asyncio, lzma, bz2; " + HELLO))
                .isEqualTo("hello\n");
        assertThat(run(image, "/usr/bin/python3", "-m", "py_compile", "/opt/jfn/bootstrap.py"))
                .isEmpty();
    }

    @Test
    void node_runs() throws Exception {
        String source = source("app.mjs", "export const handler = () => 1;");
        PreparedImage image = prepare(Specs.handler(FunctionRuntime.NODE, source, "app.handler"));
        assertThat(run(image, "/usr/bin/node", "-e", "require('http'); console.log('hello')"))
                .isEqualTo("hello\n");
        assertThat(run(image, "/usr/bin/node", "--check", "/opt/jfn/bootstrap.mjs"))
                .isEmpty();
    }

    @Test
    void java_runs_with_its_class_archive() throws Exception {
        String source = source("Main.class", "not looked into");
        PreparedImage image = prepare(Specs.handler(FunctionRuntime.JAVA, source, "Main::handle"));
        List<String> flags = image.argv().subList(1, image.argv().indexOf("-cp"));
        List<String> words = new ArrayList<>(List.of("/opt/java/bin/java"));
        words.addAll(flags);
        words.addAll(List.of("-Xshare:on", "--version"));
        assertThat(run(image, words.toArray(String[]::new))).contains("sharing");
        assertThat(image.argv()).endsWith("-cp", "/opt/jfn/java:/function:/function/*", "io.jfn.bootstrap.Bootstrap");
    }

    @Test
    void native_base_starts_an_ordinary_binary_of_the_machine() throws Exception {
        byte[] binary = Files.readAllBytes(Path.of("/usr/bin/env"));
        String source = store.addSource(TenantName.DEFAULT, new TarBuilder().file("server", binary, 0755).stream())
                .value();
        PreparedImage image = prepare(Specs.command(FunctionRuntime.NATIVE, source));
        assertThat(image.argv()).containsExactly("/function/server");
        assertThat(run(image, "/function/server")).contains("MODE=test");
    }

    @Test
    void a_base_image_is_made_once() {
        String source = source("app.py", "handler = 1");
        var steps = new ArrayList<String>();
        var spec = Specs.handler(FunctionRuntime.PYTHON3, source, "app.handler");
        PreparedImage first = store.prepare(TenantName.DEFAULT, spec, Progress.NONE);
        PreparedImage second = store.prepare(TenantName.DEFAULT, spec, (step, _, _) -> steps.add(step));
        assertThat(second).isEqualTo(first);
        assertThat(steps).isEmpty();
    }

    @Test
    void no_two_tenants_share_an_inode() throws Exception {
        var other = new TenantName("other");
        var archive = new TarBuilder().file("server", "#!/bin/none", 0755);
        Digest mine = store.addSource(TenantName.DEFAULT, archive.stream());
        Digest theirs = store.addSource(other, archive.stream());
        assertThat(theirs).isEqualTo(mine);
        Path file = Path.of("function", "server");
        assertThat(Files.isSameFile(
                        layer(TenantName.DEFAULT, mine).resolve(file),
                        layer(other, theirs).resolve(file)))
                .isFalse();
    }

    private static PreparedImage prepare(io.jfn.api.FunctionSpec spec) {
        return store.prepare(TenantName.DEFAULT, spec, Progress.NONE);
    }

    private static String source(String name, String text) {
        return store.addSource(TenantName.DEFAULT, new TarBuilder().file(name, text).stream())
                .value();
    }

    private static Path layer(TenantName tenant, Digest digest) {
        return folder.resolve("store").resolve(tenant.value()).resolve("layers").resolve(digest.hex());
    }

    /** Runs a program in the layers merged into one tree by hard links, with the image's environment. */
    private static String run(PreparedImage image, String... words) throws Exception {
        Path root = Files.createTempDirectory(folder, "root");
        for (Digest layer : image.layers()) {
            merge(layer(TenantName.DEFAULT, layer), root);
        }
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        command.addAll(image.env());
        // A bare chroot has no /proc, by which the dynamic linker finds the launcher's own folder.
        command.add("LD_LIBRARY_PATH=/opt/java/lib");
        command.addAll(List.of("/usr/sbin/chroot", root.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void merge(Path layer, Path root) throws IOException {
        Files.walkFileTree(layer, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(root.resolve(layer.relativize(dir).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = root.resolve(layer.relativize(file).toString());
                if (attributes.isSymbolicLink()) {
                    Files.createSymbolicLink(to, Files.readSymbolicLink(file));
                } else {
                    Files.createLink(to, file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
