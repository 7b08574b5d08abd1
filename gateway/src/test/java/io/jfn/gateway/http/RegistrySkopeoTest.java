// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The registry in the box as an ordinary client of registries uses it. */
@QuarkusTest
@EnabledIf(value = "hasSkopeo", disabledReason = "not run: skopeo is not installed (Debian: apt-get install skopeo)")
class RegistrySkopeoTest extends RegistryTest {
    /** Larger than any buffer on the way, so that it streams. */
    private static final int LAYER = 8 << 20;

    @TempDir
    Path work;

    @TestHTTPResource("/")
    URI gateway;

    private Path layout;

    static boolean hasSkopeo() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "skopeo")));
    }

    /** An OCI layout with an image of one layer, as no tool would compress it. */
    @BeforeEach
    void layout() throws IOException {
        layout = work.resolve("layout");
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        byte[] layer = new byte[LAYER];
        new Random(7).nextBytes(layer);
        String config = """
                {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/x"]},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(put(blobs, layer));
        String manifest =
                """
                {"schemaVersion":2,"mediaType":"%s",\
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
                "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}""".formatted(MANIFEST, put(blobs, utf8(config)), utf8(config).length, put(blobs, layer), LAYER);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(layout.resolve("index.json"), """
                {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,\
                "annotations":{"org.opencontainers.image.ref.name":"1"}}]}""".formatted(
                        MANIFEST, put(blobs, utf8(manifest)), utf8(manifest).length));
    }

    @Test
    void an_image_goes_to_the_registry_and_comes_back_unchanged() throws Exception {
        String image = "docker://localhost:" + gateway.getPort() + "/skopeo/hello";
        String creds = "me:" + token();
        skopeo(
                "copy",
                "-q",
                "--preserve-digests",
                "--dest-tls-verify=false",
                "--dest-creds",
                creds,
                "oci:" + layout + ":1",
                image + ":1");
        skopeo(
                "copy",
                "-q",
                "--preserve-digests",
                "--src-tls-verify=false",
                "--src-creds",
                creds,
                "--dest-tls-verify=false",
                "--dest-creds",
                creds,
                image + ":1",
                image + "/again:2");
        assertThat(skopeo("inspect", "--tls-verify=false", "--creds", creds, image + "/again:2"))
                .contains("\"Architecture\": \"amd64\"");
        assertThat(skopeo("list-tags", "--tls-verify=false", "--creds", creds, image))
                .contains("\"1\"");
        Path back = work.resolve("back");
        skopeo(
                "copy",
                "-q",
                "--preserve-digests",
                "--src-tls-verify=false",
                "--src-creds",
                creds,
                image + "/again:2",
                "oci:" + back + ":1");
        assertThat(names(back.resolve("blobs/sha256"))).isEqualTo(names(layout.resolve("blobs/sha256")));
        skopeo("delete", "--tls-verify=false", "--creds", creds, image + ":1");
        assertError(registry().get("/v2/skopeo/hello/manifests/1"), 404, "MANIFEST_UNKNOWN");
    }

    private String skopeo(String command, String... rest) throws Exception {
        List<String> all =
                new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", work.toString(), command));
        all.addAll(Arrays.asList(rest));
        var builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", work.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String put(Path blobs, byte[] bytes) throws IOException {
        String digest = digest(bytes);
        Files.write(blobs.resolve(digest.substring("sha256:".length())), bytes);
        return digest;
    }
}
