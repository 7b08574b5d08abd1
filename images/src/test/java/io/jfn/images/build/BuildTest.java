// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.InvalidInputException;
import io.jfn.images.Progress;
import io.jfn.images.content.StoredManifest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The same function is the same image, byte for byte, whoever wrote its files and when. */
class BuildTest extends BuildStage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(byte[] document) throws IOException {
        return JSON.readTree(document);
    }

    private JsonNode config(BuiltImage image) throws IOException {
        try (var in = content.open(image.config())) {
            return json(in.readAllBytes());
        }
    }

    private byte[] archive(BuiltImage image, String name, String tag) throws IOException {
        var out = new ByteArrayOutputStream();
        var archive = new OciArchive(content, manifest(image), name, tag);
        archive.writeTo(out);
        assertThat(archive.size()).isEqualTo(out.size());
        return out.toByteArray();
    }

    @Test
    void two_folders_of_the_same_content_become_one_image() throws IOException {
        BuiltImage first = build(folder("a", 1_000_000_000L, "app.py", "lib/b.py", "lib/a.py", "z.txt"));
        forgetStores();
        BuiltImage second = build(folder("b", 1_700_000_000L, "z.txt", "lib/a.py", "app.py", "lib/b.py"));
        assertThat(second).isEqualTo(first);
        assertThat(archive(second, "docker.io/library/hello", "1"))
                .isEqualTo(archive(first, "docker.io/library/hello", "1"));
    }

    @Test
    void other_content_or_another_time_is_another_image() throws IOException {
        BuiltImage first = build(folder("a", 1, "app.py"));
        assertThat(build(folder("b", 1, "app.py", "more")).manifest()).isNotEqualTo(first.manifest());
        Digest source = upload(folder("a2", 1, "app.py"));
        BuiltImage later = builds.build(TENANT, order(spec(source), 86_400), Progress.NONE);
        assertThat(later.manifest()).isNotEqualTo(first.manifest());
        assertThat(config(later).path("created").asText()).isEqualTo("1970-01-02T00:00:00Z");
        assertThat(entries(later.layers().getLast()))
                .allSatisfy(entry -> assertThat(entry.mtime()).isEqualTo(86_400));
    }

    @Test
    void the_layers_are_base_bootstrap_and_folder_with_nothing_of_who_packed_them() throws IOException {
        BuiltImage image = build(folder("a", 1_700_000_000L, "app.py", "lib/a.py"));
        assertThat(image.layers()).hasSize(3);
        List<Entry> folder = entries(image.layers().getLast());
        assertThat(folder)
                .extracting(Entry::name)
                .containsExactly("function/", "function/app.py", "function/lib/", "function/lib/a.py");
        assertThat(folder).allSatisfy(entry -> {
            assertThat(entry.owner()).isEqualTo("0:0");
            assertThat(entry.mtime()).isZero();
        });
        assertThat(folder).extracting(Entry::mode).containsExactly(0755, 0644, 0755, 0644);
        List<Entry> bootstrap = entries(image.layers().get(1));
        assertThat(bootstrap).extracting(Entry::name).contains("opt/jfn/bootstrap.py");
        assertThat(bootstrap).extracting(Entry::name).isSorted();
        for (Digest layer : image.layers()) {
            try (var in = content.open(layer)) {
                assertThat(in.readNBytes(10)).isEqualTo(SteadyGzip.HEADER);
            }
        }
    }

    @Test
    void packages_are_a_layer_of_their_own_without_times() throws IOException {
        Digest packages = upload(folder("packages", 1_700_000_000L, "python_modules/greet.py"));
        Digest source = upload(folder("a", 1, "app.py"));
        BuiltImage image =
                builds.build(TENANT, order(spec(source).withDependencies(packages.value()), 0), Progress.NONE);
        assertThat(image.layers()).hasSize(4);
        assertThat(entries(image.layers().get(2)))
                .allSatisfy(entry -> assertThat(entry.mtime()).isZero())
                .extracting(Entry::name)
                .containsExactly("function/", "function/python_modules/", "function/python_modules/greet.py");
        assertThat(config(image).path("config").path("Env"))
                .extracting(JsonNode::asText)
                .contains("PYTHONPATH=/function/python_modules");
    }

    @Test
    void the_configuration_says_how_the_function_starts() throws IOException {
        JsonNode config = config(build(folder("a", 1, "app.py")));
        assertThat(config.path("config").path("Entrypoint"))
                .extracting(JsonNode::asText)
                .containsExactly("/usr/local/bin/python3", "/opt/jfn/bootstrap.py");
        assertThat(config.path("config").path("WorkingDir").asText()).isEqualTo("/function");
        List<String> env = new ArrayList<>();
        config.path("config").path("Env").forEach(line -> env.add(line.asText()));
        assertThat(env).isSorted().contains("_HANDLER=app.handler", "GREETING=hello", "BASE=kept");
        assertThat(config.path("config").path("Labels").path("io.jfn.contract").asText())
                .isEqualTo("lambda");
        assertThat(config.path("config").path("Labels").path("team").asText()).isEqualTo("one");
        assertThat(config.toString()).doesNotContain("c2VjcmV0").doesNotContain("secret");
        assertThat(config.path("created").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(config.path("rootfs").path("diff_ids")).hasSize(3);
    }

    @Test
    void a_second_build_packs_nothing_again() throws IOException {
        Digest source = upload(folder("a", 1, "app.py"));
        BuiltImage first = builds.build(TENANT, order(spec(source), 0), Progress.NONE);
        var steps = new ArrayList<Long>();
        BuiltImage second = builds.build(TENANT, order(spec(source), 0), (step, done, _) -> {
            if (step.equals("pack layers")) {
                steps.add(done);
            }
        });
        assertThat(second).isEqualTo(first);
        assertThat(steps.subList(0, steps.size() - 1)).containsOnly(0L);
        assertThat(records()).noneMatch(name -> name.startsWith("work-"));
    }

    @Test
    void a_lost_record_or_a_lost_blob_is_packed_again_to_the_same_digest() throws IOException {
        Digest source = upload(folder("a", 1, "app.py"));
        BuiltImage first = builds.build(TENANT, order(spec(source), 0), Progress.NONE);
        for (String name : records()) {
            Files.writeString(recordFolder().resolve(name), "{damaged");
        }
        assertThat(builds.build(TENANT, order(spec(source), 0), Progress.NONE)).isEqualTo(first);
        Path blobs = folder.resolve("store/default/content/blobs");
        Files.delete(blobs.resolve(first.layers().getLast().hex()));
        assertThat(builds.build(TENANT, order(spec(source), 0), Progress.NONE)).isEqualTo(first);
        assertThat(blobs.resolve(first.layers().getLast().hex())).exists();
    }

    @Test
    void the_archive_is_a_layout_that_docker_takes_too() throws Exception {
        BuiltImage image = build(folder("a", 1, "app.py"));
        byte[] archive = archive(image, "docker.io/library/hello", "1");
        List<Entry> files = entries(new java.io.ByteArrayInputStream(archive));
        assertThat(files).extracting(Entry::name).isSorted().contains("index.json", "manifest.json", "oci-layout");
        assertThat(files).allSatisfy(file -> assertThat(file.mtime()).isZero());
        ImageView again = store.importArchive(TENANT, new java.io.ByteArrayInputStream(archive), Progress.NONE);
        assertThat(again.image()).isEqualTo(image.config().value());
        assertThat(again.entrypoint()).containsExactly("/usr/local/bin/python3", "/opt/jfn/bootstrap.py");
        assertThat(archive(image, null, null)).isNotEqualTo(archive);
    }

    @Test
    void the_blobs_of_a_base_image_in_the_content_store_are_used_as_they_are() throws IOException {
        Digest source = upload(folder("a", 1, "app.py"));
        StoredManifest base = baseInContent();
        var order = new BuildOrder(spec(source), baseImage, base, "hello", "2", 0);
        BuiltImage image = builds.build(TENANT, order, Progress.NONE);
        assertThat(image.layers().getFirst())
                .isEqualTo(base.document().blobs().get(1).digest());
        assertThat(json(manifest(image).bytes())
                        .path("layers")
                        .path(0)
                        .path("mediaType")
                        .asText())
                .isEqualTo("application/vnd.oci.image.layer.v1.tar");
        var again = store.importArchive(
                TENANT, new java.io.ByteArrayInputStream(archive(image, null, null)), Progress.NONE);
        assertThat(again.layers()).hasSize(3);
    }

    @Test
    void only_a_folder_with_a_runtime_is_built_at_a_time_that_an_archive_can_name() {
        String digest = "sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> order(imageSpec(digest), 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'hello'");
        assertThatThrownBy(() -> order(spec(new Digest(digest)), -1)).hasMessageContaining("SOURCE_DATE_EPOCH");
    }

    @Test
    void long_and_foreign_names_links_and_second_names_survive() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("store/tree"));
        String deep = "d".repeat(90) + "/" + "f".repeat(90);
        Files.createDirectories(tree.resolve(deep).getParent());
        Files.writeString(tree.resolve(deep), "deep");
        Files.writeString(tree.resolve("größe"), "ü");
        Files.createLink(tree.resolve("second"), tree.resolve("größe"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("/nowhere"));
        Path packed = folder.resolve("store/packed");
        PackedLayer layer = LayerPack.pack(tree, new LayerTimes(7, false), packed, _ -> {});
        assertThat(layer.blob().size()).isEqualTo(Files.size(packed));
        List<Entry> entries;
        try (var in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(packed)))) {
            entries = entries(in);
        }
        assertThat(entries)
                .extracting(Entry::name)
                .containsExactly("d".repeat(90) + "/", deep, "größe", "link", "second");
        assertThat(entries.get(3).link()).isEqualTo("/nowhere");
        assertThat(entries.get(4).link()).isEqualTo("größe");
        Process list = new ProcessBuilder("tar", "-tzf", packed.toString()).start();
        assertThat(list.getInputStream().readAllBytes()).isNotEmpty();
        assertThat(list.waitFor()).isZero();
        Files.delete(packed);
        for (String name : Arrays.asList("second", "größe", "link", deep)) {
            Files.delete(tree.resolve(name));
        }
        Files.delete(tree.resolve(deep).getParent());
        Files.delete(tree);
    }
}
