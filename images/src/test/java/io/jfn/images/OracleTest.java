// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ImageView;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Images that ordinary tools have written are read as those tools mean them. */
@EnabledIf(value = "hasSkopeo", disabledReason = "skopeo is not installed (Debian: apt-get install skopeo)")
class OracleTest extends StoreTest {
    static boolean hasSkopeo() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "skopeo")));
    }

    @Test
    void skopeo_and_jfn_read_the_same_image_in_every_form() throws Exception {
        Path work = Files.createDirectory(folder.resolve("store/work"));
        Path first = work.resolve("first.tar");
        try (var archive = new ImageBuilder()
                .layer(new TarBuilder().folder("etc/").file("etc/a", "a").file("etc/b", "b"))
                .layer(new TarBuilder().file("etc/.wh.a", "").file("etc/c", "c"))
                .config("\"Entrypoint\":[\"/x\"],\"Env\":[\"A=b\"]")
                .oldDocker()) {
            Files.copy(archive, first);
        }
        ImageView plain = read(first);
        assertThat(Trees.list(layer(plain, 0).resolve("etc")))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("b", "c");
        Path oci = work.resolve("oci.tar");
        skopeo(work, "docker-archive:" + first, "oci-archive:" + oci);
        ImageView compressed = read(oci);
        assertThat(compressed.layers()).isEqualTo(plain.layers());
        assertThat(compressed.entrypoint()).containsExactly("/x");
        assertThat(compressed.env()).containsEntry("A", "b");
        Path docker = work.resolve("docker.tar");
        skopeo(work, "oci-archive:" + oci, "docker-archive:" + docker + ":hello:1");
        assertThat(read(docker).layers()).isEqualTo(plain.layers());
        Path zstd = work.resolve("zstd.tar");
        skopeo(work, "oci-archive:" + oci, "oci-archive:" + zstd, "--dest-compress-format", "zstd");
        assertThat(layerTypes(zstd)).containsOnly(ImageBuilder.OCI + "layer.v1.tar+zstd");
        store.collectGarbage(); // so that the layers are read again
        assertThat(Trees.list(tenant("layers"))).isEmpty();
        assertThat(read(zstd).layers()).isEqualTo(plain.layers());
        Trees.delete(work);
    }

    private static Set<String> layerTypes(Path archive) throws Exception {
        Process process = new ProcessBuilder("skopeo", "inspect", "--raw", "oci-archive:" + archive).start();
        var types = new TreeSet<String>();
        Json.read(process.getInputStream().readAllBytes(), "manifest")
                .path("layers")
                .forEach(layer -> types.add(layer.path("mediaType").asText()));
        assertThat(process.waitFor()).isZero();
        return types;
    }

    private ImageView read(Path archive) throws IOException {
        try (var in = Files.newInputStream(archive)) {
            return importImage(in);
        }
    }

    private static void skopeo(Path work, String from, String to, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", work.toString(), "copy", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of(from, to));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
