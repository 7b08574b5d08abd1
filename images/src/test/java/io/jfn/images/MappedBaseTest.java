// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions of a runtime stand on an imported image, laid out as the official image of the language is. */
class MappedBaseTest extends StoreTest {
    private static final String PATH = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Digest image(TarBuilder tree, String env) {
        return new Digest(importImage(new ImageBuilder()
                        .layer(tree)
                        .config("\"Entrypoint\":[\"/cacert_entrypoint.sh\"],\"Cmd\":[\"sh\"],\"Env\":[" + env + "]")
                        .oci())
                .image());
    }

    private PreparedImage prepare(FunctionSpec spec, Digest base) {
        return store.prepare(TENANT, spec, base, Progress.NONE);
    }

    private Digest jdk(String version) {
        return image(
                new TarBuilder()
                        .file("opt/java/openjdk/bin/java", PrepareTest.elf(), 0755)
                        .file("opt/java/openjdk/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n"),
                "\"JAVA_HOME=/opt/java/openjdk\",\"PATH=/opt/java/openjdk/bin:" + PATH + "\"");
    }

    @Test
    void python_is_found_where_the_official_image_has_it() {
        Digest base = image(
                new TarBuilder()
                        .file("usr/local/bin/python3.14", PrepareTest.elf(), 0755)
                        .symlink("usr/local/bin/python3", "python3.14"),
                "\"PATH=" + PATH + "\",\"PYTHON_VERSION=3.14.1\"");
        String source = add(new TarBuilder().file("app.py", "x")).value();
        PreparedImage prepared = prepare(Specs.handler(FunctionRuntime.PYTHON3, source, "app.handler"), base);
        assertThat(prepared.argv()).containsExactly("/usr/local/bin/python3", "/opt/jfn/bootstrap.py");
        assertThat(prepared.env()).contains("PATH=" + PATH, "PYTHON_VERSION=3.14.1", "PYTHONUNBUFFERED=1", "MODE=test");
        assertThat(prepared.workdir()).isEqualTo("/function");
        List<Digest> lowest = store.checkBase(TENANT, FunctionRuntime.PYTHON3, base);
        assertThat(prepared.layers())
                .startsWith(lowest.getFirst())
                .endsWith(new Digest(source))
                .hasSize(3);
    }

    @Test
    void node_and_java_are_found_by_the_images_own_path() {
        Digest node =
                image(new TarBuilder().file("usr/local/bin/node", PrepareTest.elf(), 0755), "\"PATH=" + PATH + "\"");
        String web = add(new TarBuilder().file("app.mjs", "x")).value();
        assertThat(prepare(Specs.handler(FunctionRuntime.NODE, web, "app.handler"), node)
                        .argv())
                .containsExactly("/usr/local/bin/node", "/opt/jfn/bootstrap.mjs");
        String classes = add(new TarBuilder().file("Main.class", "x")).value();
        PreparedImage java = prepare(Specs.handler(FunctionRuntime.JAVA, classes, "Main::handle"), jdk("25.0.1"));
        assertThat(java.argv()).startsWith("/opt/java/openjdk/bin/java").endsWith("io.jfn.bootstrap.Bootstrap");
        assertThat(java.env()).contains("JAVA_HOME=/opt/java/openjdk");
        PreparedImage command = prepare(Specs.command(FunctionRuntime.JAVA, classes, "java", "Main"), jdk("25.0.1"));
        assertThat(command.argv()).startsWith("/opt/java/openjdk/bin/java", "-XX:+UseSerialGC");
    }

    @Test
    void what_a_function_says_of_its_path_does_not_choose_its_interpreter() {
        Digest base =
                image(new TarBuilder().file("usr/local/bin/node", PrepareTest.elf(), 0755), "\"PATH=" + PATH + "\"");
        String source = add(new TarBuilder().file("app.js", "x").file("node", PrepareTest.elf(), 0755))
                .value();
        FunctionSpec spec = Specs.handler(FunctionRuntime.NODE, source, "app.handler", "PATH", "/function");
        assertThat(prepare(spec, base).argv()).startsWith("/usr/local/bin/node");
        assertThat(prepare(spec, base).env()).contains("PATH=/function");
    }

    @Test
    void an_image_that_cannot_run_the_runtime_is_refused_when_it_is_prepared() {
        Digest empty = image(new TarBuilder().file("bin/sh", PrepareTest.elf(), 0755), "");
        refused(Fault.INTERPRETER_MISSING, () -> store.checkBase(TENANT, FunctionRuntime.PYTHON3, empty));
        assertThat(store.checkBase(TENANT, FunctionRuntime.NATIVE, empty)).hasSize(1);
        assertThatThrownBy(() -> store.checkBase(TENANT, FunctionRuntime.NODE, empty))
                .hasMessageContaining("runtime node")
                .hasMessageContaining("runtimes.yaml");
        Digest old = jdk("21.0.5");
        assertThatThrownBy(() -> store.checkBase(TENANT, FunctionRuntime.JAVA, old))
                .hasMessageContaining("Java 21")
                .hasMessageContaining("25");
        refused(
                Fault.IMAGE_NOT_FOUND,
                () -> store.checkBase(TENANT, FunctionRuntime.JAVA, new Digest("sha256:" + "0".repeat(64))));
    }

    @Test
    void how_far_a_base_image_of_the_machine_is_can_be_seen() {
        assertThat(store.baseState(TENANT, FunctionRuntime.NATIVE)).isEqualTo(new BaseState(false, 0, null));
        Digest layer = store.prepareBase(TENANT, FunctionRuntime.NATIVE, Progress.NONE);
        assertThat(store.prepareBase(TENANT, FunctionRuntime.NATIVE, Progress.NONE))
                .isEqualTo(layer);
        BaseState state = store.baseState(TENANT, FunctionRuntime.NATIVE);
        assertThat(state.ready()).isTrue();
        assertThat(state.bytes()).isPositive();
        assertThat(state.missing()).isNull();
    }
}
