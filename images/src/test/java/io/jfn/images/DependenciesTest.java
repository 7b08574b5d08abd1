// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What a function depends on is a layer of its own, below the function's. */
class DependenciesTest extends StoreTest {
    private final TarBuilder code = new TarBuilder().file("server", new byte[] {0x7f, 'E', 'L', 'F'}, 0755);

    @Test
    void the_layer_of_the_dependencies_lies_below_the_source_s() {
        Digest source = add(new TarBuilder().file("server", "#!/usr/bin/none\n", 0755));
        Digest dependencies = add(new TarBuilder().file("node_modules/a/index.js", "x"));

        refused(
                Fault.COMMAND_NOT_EXECUTABLE,
                () -> store.prepare(TENANT, spec(source, dependencies, "server"), Progress.NONE));

        Digest program = add(program("server"));
        PreparedImage prepared = store.prepare(TENANT, spec(program, dependencies, "server"), Progress.NONE);

        assertThat(prepared.layers()).hasSize(3).endsWith(dependencies, program);
        assertThat(prepared.bytes()).isPositive();
    }

    @Test
    void a_layer_that_is_not_here_is_named() {
        Digest source = add(program("server"));
        var missing = new Digest("sha256:" + "0".repeat(64));

        assertThat(store.hasSource(TENANT, source)).isTrue();
        assertThat(store.hasSource(TENANT, missing)).isFalse();
        refused(Fault.SOURCE_NOT_FOUND, () -> store.prepare(TENANT, spec(source, missing, "server"), Progress.NONE));
    }

    @Test
    void a_source_that_was_asked_for_is_used_like_one_that_was_just_sent() throws IOException {
        store.close();
        store = new ImageStore(folder.resolve("store"), ImageStoreConfig.ofThisMachine());
        Digest source = add(code);
        var meta = tenant("meta").resolve(source.hex());
        java.nio.file.Files.setLastModifiedTime(meta, java.nio.file.attribute.FileTime.fromMillis(1));

        assertThat(store.hasSource(TENANT, source)).isTrue();
        assertThat(store.collectGarbage()).isZero();
        assertThat(store.hasSource(TENANT, source)).isTrue();
    }

    @Test
    void python_finds_its_packages_behind_what_the_function_names_itself() throws IOException {
        Digest source = add(new TarBuilder().file("app.py", "x"));
        Digest dependencies = add(new TarBuilder().file("python_modules/pkg/__init__.py", "x"));
        FunctionSpec plain = Specs.handler(FunctionRuntime.PYTHON3, source.value(), "app.handler");

        assertThat(environment(plain, source)).containsEntry("PYTHONPATH", "/opt/base");
        FunctionSpec with = plain.withDependencies(dependencies.value());
        assertThat(environment(with, dependencies, source))
                .containsEntry("PYTHONPATH", "/opt/base:/function/python_modules");
        assertThat(environment(own(with), dependencies, source))
                .containsEntry("PYTHONPATH", "/function/lib:/function/python_modules");
    }

    @Test
    void a_handler_may_come_with_the_dependencies() throws IOException {
        var folder = new SourceFolder(List.of(
                layer(add(new TarBuilder()
                        .file("python_modules/pkg/web.py", "x")
                        .file("some.jar", jar("com/example/Main.class"), 0644))),
                layer(add(new TarBuilder().file("config.json", "x")))));

        folder.checkHandler(FunctionRuntime.PYTHON3, "pkg.web.handler", "");
        folder.checkHandler(FunctionRuntime.JAVA, "com.example.Main::handle", "");
        refused(Fault.HANDLER_NOT_FOUND, () -> folder.checkHandler(FunctionRuntime.PYTHON3, "web.handler", ""));
        refused(Fault.HANDLER_NOT_FOUND, () -> folder.checkHandler(FunctionRuntime.JAVA, "com.example.No::x", ""));
    }

    private static TarBuilder program(String name) {
        byte[] program = new byte[120];
        byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        System.arraycopy(start, 0, program, 0, start.length);
        program[18] = (byte) ElfFile.hostMachine();
        program[54] = 56;
        return new TarBuilder().file(name, program, 0755);
    }

    private static FunctionSpec spec(Digest source, Digest dependencies, String command) {
        return Specs.command(FunctionRuntime.NATIVE, source.value(), command).withDependencies(dependencies.value());
    }

    private Map<String, String> environment(FunctionSpec spec, Digest... layers) throws IOException {
        Digest base = add(program("python3"));
        var paths = Stream.of(layers).map(this::layer).toList();
        var all = Stream.concat(Stream.of(layer(base)), paths.stream()).toList();
        return new RuntimeLaunch(
                        spec,
                        FunctionRuntime.PYTHON3,
                        new BaseImage(List.of(base), Map.of("PATH", "/function", "PYTHONPATH", "/opt/base")),
                        new ImageTree(all),
                        new SourceFolder(paths))
                .find().env().stream()
                        .map(line -> line.split("=", 2))
                        .collect(java.util.stream.Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static FunctionSpec own(FunctionSpec spec) {
        return new FunctionSpec(
                spec.name(),
                spec.runtime(),
                null,
                spec.source(),
                spec.dependencies(),
                spec.handler(),
                spec.command(),
                spec.contract(),
                spec.port(),
                spec.limits(),
                spec.timeoutMillis(),
                spec.concurrency(),
                spec.scale(),
                Map.of("PYTHONPATH", "/function/lib"),
                spec.secrets(),
                spec.auth(),
                spec.network(),
                spec.labels());
    }

    private static byte[] jar(String entry) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return bytes.toByteArray();
    }
}
