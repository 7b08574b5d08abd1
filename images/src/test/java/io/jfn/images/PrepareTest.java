// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrepareTest extends StoreTest {
    /** As much of a program as is looked at. */
    static byte[] elf() {
        byte[] program = new byte[120];
        byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        System.arraycopy(start, 0, program, 0, start.length);
        program[18] = (byte) ElfFile.hostMachine();
        program[54] = 56;
        return program;
    }

    private static TarBuilder tree() {
        return new TarBuilder()
                .folder("usr/")
                .folder("usr/bin/")
                .file("usr/bin/server", elf(), 0755)
                .file("usr/bin/data", "no program", 0644)
                .file("usr/bin/text", "no interpreter line", 0755)
                .file("usr/bin/script", "#! /usr/bin/server -x\n", 0755)
                .file("usr/bin/orphan", "#!/usr/bin/none\n", 0755)
                .file("usr/bin/loop", "#!/usr/bin/loop\n", 0755)
                .symlink("usr/bin/climb", "../../../../../../usr/bin/server")
                .symlink("usr/bin/circle", "circle")
                .symlink("usr/bin/host", "/etc/passwd")
                .symlink("bin", "usr/bin")
                .folder("srv/");
    }

    private PreparedImage image(String config, String... command) {
        String image = importImage(
                        new ImageBuilder().layer(tree()).config(config).oci())
                .image();
        return store.prepare(TENANT, Specs.image(image, command), Progress.NONE);
    }

    private PreparedImage command(String... command) {
        return image("\"Cmd\":[]", command);
    }

    @Test
    void an_image_starts_as_it_says() {
        PreparedImage prepared = image(
                "\"Entrypoint\":[\"server\"],\"Cmd\":[\"-a\",\"$(x); y\"],\"Env\":[\"A=1\",\"MODE=image\"],\"WorkingDir\":\"/srv\"");
        assertThat(prepared.argv()).containsExactly("/usr/bin/server", "-a", "$(x); y");
        assertThat(prepared.workdir()).isEqualTo("/srv");
        assertThat(prepared.env()).contains("A=1", "MODE=test", "HOME=/tmp").doesNotContain("MODE=image");
        assertThat(prepared.bytes()).isPositive();
    }

    @Test
    void a_command_replaces_entrypoint_and_cmd() {
        PreparedImage prepared = image("\"Entrypoint\":[\"/none\"],\"Cmd\":[\"x\"]", "/bin/script", "1");
        assertThat(prepared.argv()).containsExactly("/bin/script", "1");
        assertThat(prepared.workdir()).isEqualTo("/");
    }

    @Test
    void words_are_looked_up_inside_the_image_only() {
        assertThat(command("server").argv()).containsExactly("/usr/bin/server");
        assertThat(command("/bin/climb").argv()).containsExactly("/bin/climb");
        assertThat(image("\"WorkingDir\":\"/usr\"", "./bin/server").argv()).containsExactly("/usr/bin/server");
        assertThat(image("\"Env\":[\"PATH=/nowhere:/bin\"]", "server").argv()).containsExactly("/bin/server");
        refused(Fault.COMMAND_NOT_FOUND, () -> command("/usr/bin/host"));
        refused(Fault.COMMAND_NOT_FOUND, () -> command("/usr/bin/circle"));
        refused(Fault.COMMAND_NOT_FOUND, () -> command("/etc/passwd"));
        refused(Fault.COMMAND_NOT_FOUND, () -> command("none"));
        refused(Fault.COMMAND_NOT_FOUND, () -> command("/usr/bin"));
        refused(Fault.COMMAND_NOT_FOUND, () -> command(""));
    }

    @Test
    void what_cannot_start_is_refused_at_the_deploy() {
        refused(Fault.COMMAND_NOT_EXECUTABLE, () -> command("data"));
        refused(Fault.COMMAND_NOT_EXECUTABLE, () -> command("/usr/bin/text"));
        refused(Fault.COMMAND_NOT_EXECUTABLE, () -> command("/usr/bin/orphan"));
        refused(Fault.COMMAND_NOT_EXECUTABLE, () -> command("/usr/bin/loop"));
        refused(Fault.COMMAND_MISSING, () -> command());
        refused(Fault.WORKDIR_INVALID, () -> image("\"WorkingDir\":\"/none\"", "server"));
        refused(Fault.WORKDIR_INVALID, () -> image("\"WorkingDir\":\"usr\"", "server"));
        refused(Fault.WORKDIR_INVALID, () -> image("\"WorkingDir\":\"/usr/bin/server\"", "server"));
    }

    @Test
    void a_program_for_another_processor_is_refused() {
        byte[] foreign = elf();
        foreign[18] = 8;
        String image = importImage(new ImageBuilder()
                        .layer(new TarBuilder().file("server", foreign, 0755))
                        .oci())
                .image();
        refused(
                Fault.COMMAND_NOT_EXECUTABLE,
                () -> store.prepare(TENANT, Specs.image(image, "/server"), Progress.NONE));
    }

    @Test
    void a_higher_layer_hides_a_lower_ones_program() {
        String image = importImage(new ImageBuilder()
                        .layer(new TarBuilder().file("bin/server", elf(), 0755).file("bin/other", elf(), 0755))
                        .layer(new TarBuilder().file("bin/server", elf(), 0644))
                        .oci())
                .image();
        refused(
                Fault.COMMAND_NOT_EXECUTABLE,
                () -> store.prepare(TENANT, Specs.image(image, "/bin/server"), Progress.NONE));
        assertThat(store.prepare(TENANT, Specs.image(image, "/bin/other"), Progress.NONE)
                        .layers())
                .hasSize(2);
    }

    @Test
    void handlers_are_looked_for_where_their_language_will() throws IOException {
        var source = new SourceFolder(List.of(layer(add(new TarBuilder()
                .file("app.py", "x")
                .file("pkg/__init__.py", "x")
                .file("pkg/mod.py", "x")
                .file("web.mjs", "x")
                .file("io/Main.class", "x")))));
        for (String good : List.of("app.handler", "pkg.handler", "pkg.mod.handler", "pkg/mod.handler")) {
            source.checkHandler(FunctionRuntime.PYTHON3, good, "");
        }
        source.checkHandler(FunctionRuntime.NODE, "web.handler", "");
        source.checkHandler(FunctionRuntime.JAVA, "io.Main::handle", "");
        source.checkHandler(FunctionRuntime.JAVA, "io.Main", "");
        for (String bad : List.of("app", "app.", ".handler", "none.handler", "../canary.x")) {
            refused(Fault.HANDLER_NOT_FOUND, () -> source.checkHandler(FunctionRuntime.PYTHON3, bad, ""));
            refused(Fault.HANDLER_NOT_FOUND, () -> source.checkHandler(FunctionRuntime.NODE, bad, ""));
        }
        refused(Fault.HANDLER_NOT_FOUND, () -> source.checkHandler(FunctionRuntime.JAVA, "Main", ""));
    }

    @Test
    void a_native_folder_has_one_executable_or_a_command() throws IOException {
        var one = new SourceFolder(
                List.of(layer(add(new TarBuilder().file("server", "x", 0755).file("data", "x")))));
        assertThat(one.onlyExecutable("")).isEqualTo("server");
        var two = new SourceFolder(
                List.of(layer(add(new TarBuilder().file("a", "x", 0755).file("b", "x", 0755)))));
        refused(Fault.COMMAND_MISSING, () -> two.onlyExecutable(""));
    }

    @Test
    void a_missing_interpreter_is_named_with_its_package() {
        store.close();
        var nowhere = List.of(folder.resolve("store/none"));
        var usual = config();
        store = new ImageStore(
                folder.resolve("store"),
                new ImageStoreConfig(usual.limits(), nowhere, nowhere, folder, 0, usual.clock()));
        String source = add(new TarBuilder()
                        .file("app.py", "x")
                        .file("app.js", "x")
                        .file("A.class", "x"))
                .value();
        FunctionSpec python = Specs.handler(FunctionRuntime.PYTHON3, source, "app.handler");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> store.prepare(TENANT, python, Progress.NONE))
                .hasMessageContaining("apt-get install python3");
        refused(
                Fault.INTERPRETER_MISSING,
                () -> store.prepare(TENANT, Specs.handler(FunctionRuntime.NODE, source, "app.handler"), Progress.NONE));
        refused(
                Fault.BASE_IMAGE_FAILED,
                () -> store.prepare(TENANT, Specs.handler(FunctionRuntime.JAVA, source, "A::b"), Progress.NONE));
    }

    @Test
    void the_java_heap_leaves_room_for_what_is_not_heap() {
        long mib = ResourceLimits.MIB;
        for (long memory = 48 * mib; memory <= 4096 * mib; memory += 16 * mib) {
            assertThat(JavaFlags.heapBytes(memory)).isBetween(8 * mib, memory - 40 * mib);
        }
        assertThat(JavaFlags.beside(ResourceLimits.DEFAULT, List.of("java", "-XX:+UseG1GC")))
                .doesNotContain("-XX:+UseSerialGC")
                .contains("-Xshare:auto");
    }

    @Test
    void what_a_program_needs_is_read_from_its_file() throws IOException {
        ElfFile elf = ElfFile.read(Path.of("/proc/self/exe").toRealPath()).orElseThrow();
        assertThat(elf.machine()).isEqualTo(ElfFile.hostMachine());
        assertThat(elf.interpreter()).startsWith("/lib");
        assertThat(elf.needed()).contains("libc.so.6");
        Path noise = Files.write(folder.resolve("store/noise"), new byte[70]);
        assertThat(ElfFile.read(noise)).isEmpty();
        Files.delete(noise);
    }
}
