// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is built is what OCI tools and {@code docker load} take: skopeo reads it in both forms. */
@EnabledIf(value = "hasSkopeo", disabledReason = "skopeo is not installed (Debian: apt-get install skopeo)")
class SkopeoTest extends BuildStage {
    private BuiltImage image;
    private Path archive;

    static boolean hasSkopeo() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "skopeo")));
    }

    @BeforeEach
    void writeArchive() throws Exception {
        image = build(folder("a", 1, "app.py", "lib/a.py"));
        archive = folder.resolve("image.tar");
        try (var out = new BufferedOutputStream(Files.newOutputStream(archive))) {
            new OciArchive(content, manifest(image), "docker.io/library/hello", "1").writeTo(out);
        }
    }

    private String skopeo(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", folder.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void an_oci_tool_sees_the_same_digest_and_layers() throws Exception {
        var seen = new ObjectMapper().readTree(skopeo("inspect", "oci-archive:" + archive));
        assertThat(seen.path("Digest").asText()).isEqualTo(image.manifest().value());
        assertThat(seen.path("Layers"))
                .extracting(layer -> layer.asText())
                .isEqualTo(image.layers().stream().map(Object::toString).toList());
        assertThat(seen.path("Env")).extracting(line -> line.asText()).contains("GREETING=hello");
        assertThat(skopeo("inspect", "oci-archive:" + archive + ":1"))
                .contains(image.manifest().value());
    }

    @Test
    void a_copy_keeps_every_byte() throws Exception {
        skopeo("copy", "-q", "oci-archive:" + archive, "dir:" + folder.resolve("copy"));
        assertThat(ImageDocuments.digest(Files.readAllBytes(folder.resolve("copy/manifest.json"))))
                .isEqualTo(image.manifest());
        for (var layer : image.layers()) {
            assertThat(folder.resolve("copy").resolve(layer.hex())).exists();
        }
    }

    @Test
    void docker_load_finds_what_docker_save_would_have_written() throws Exception {
        var seen = new ObjectMapper().readTree(skopeo("inspect", "docker-archive:" + archive));
        assertThat(seen.path("Layers")).hasSize(3);
        assertThat(skopeo("inspect", "docker-archive:" + archive + ":docker.io/library/hello:1"))
                .contains("sha256:");
        Path again = folder.resolve("again.tar");
        skopeo("copy", "-q", "docker-archive:" + archive, "oci-archive:" + again);
        var config = new ObjectMapper().readTree(skopeo("inspect", "--config", "oci-archive:" + again));
        assertThat(config.path("config").path("WorkingDir").asText()).isEqualTo("/function");
    }
}
