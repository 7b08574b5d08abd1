// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cases C13 to C15 as they come in an archive: images whose parts do not fit, or that ask for more than a function gets. */
class ImageCasesTest extends CasesTest {
    private static final String ZEROS = "sha256:" + "0".repeat(64);

    private static ImageBuilder image() {
        return new ImageBuilder().layer(tar());
    }

    private static String descriptor(ImageBuilder image) {
        return ImageBuilder.descriptor(ImageBuilder.OCI + "manifest.v1+json", ImageBuilder.utf8(image.manifest()));
    }

    private void rejected(Fault fault, String reason, ImageBuilder image) throws IOException {
        rejected(fault, reason, () -> importImage(image.oci()));
    }

    private void rejectedIndex(Fault fault, String reason, String index) throws IOException {
        rejected(fault, reason, image().file("index.json", index));
    }

    @Test
    @DisplayName("C13 blobs with another digest, size, diff-id or algorithm than they are called by are refused")
    void c13() throws IOException {
        String layerName = "blobs/sha256/" + ImageBuilder.hex(tar().bytes());
        rejected(
                Fault.DIGEST_MISMATCH, "of the image archive has the digest", image().file(layerName, "another layer"));
        String manifestName = "blobs/sha256/" + ImageBuilder.hex(ImageBuilder.utf8(image().manifest()));
        rejected(Fault.DIGEST_MISMATCH, "has the digest", image().file(manifestName, image().manifest() + " "));
        rejectedIndex(
                Fault.SIZE_MISMATCH,
                "bytes where its descriptor says",
                ImageBuilder.index(descriptor(image()).replace("\"size\":", "\"size\":1")));
        rejected(Fault.DIFF_ID_MISMATCH, "stands where the configuration says", image().diffIds("[\"" + ZEROS + "\"]"));
        rejectedIndex(
                Fault.MANIFEST_INVALID,
                "sha256",
                ImageBuilder.index(descriptor(image()).replace("sha256:", "sha512:")));
        byte[] whole = image().oci().readAllBytes();
        rejected(
                Fault.TAR_TRUNCATED,
                "it is cut short",
                () -> importImage(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length / 2))));
        byte[] gzip = TarBuilder.gzip(tar().bytes());
        rejected(
                Fault.GZIP_MALFORMED,
                "ends in the middle",
                new ImageBuilder()
                        .layer(Arrays.copyOf(gzip, gzip.length - 20))
                        .layerType(ImageBuilder.OCI + "layer.v1.tar+gzip"));
    }

    @Test
    @DisplayName(
            "C14 manifests that are huge, deep, ambiguous, of unknown type or that fetch from elsewhere are refused")
    void c14() throws IOException {
        rejectedIndex(Fault.JSON_TOO_LARGE, "more than 4194304", " ".repeat(50_000_000));
        rejectedIndex(Fault.JSON_MALFORMED, "is not JSON that can be taken", "[".repeat(10_000));
        String twice = "{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}";
        rejectedIndex(Fault.JSON_MALFORMED, "index.json is not JSON that can be taken: Duplicate", twice);
        String both = "{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}";
        rejectedIndex(Fault.MANIFEST_AMBIGUOUS, "has both 'manifests' and 'layers'", both);
        String confused = descriptor(image()).replace("manifest.v1", "index.v1");
        rejectedIndex(Fault.MEDIA_TYPE, "another media type of itself", ImageBuilder.index(confused));
        String unknown = descriptor(image()).replace("image.manifest.v1", "image.other.v9");
        rejectedIndex(Fault.MEDIA_TYPE, "is no image manifest of schema 2", ImageBuilder.index(unknown));
        String schema1 = "{\"schemaVersion\":1,\"fsLayers\":[]}";
        rejectedIndex(Fault.MANIFEST_INVALID, "is not of schema version 2", schema1);
        rejected(
                Fault.FOREIGN_LAYER,
                "is to be fetched from elsewhere",
                image().layerType(ImageBuilder.OCI + "layer.nondistributable.v1.tar"));
        rejected(Fault.MEDIA_TYPE, "unknown media type", image().layerType("text/plain"));
        rejectedIndex(Fault.NO_PLATFORM, "has nothing for linux/", ImageBuilder.index());
        rejectedIndex(
                Fault.NO_PLATFORM,
                "windows/",
                ImageBuilder.index(descriptor(image())
                        .replace("}", ",\"platform\":{\"os\":\"windows\",\"architecture\":\"amd64\"}}")));
        rejected(
                Fault.MANIFEST_AMBIGUOUS,
                "name different images",
                image().file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[]}]")
                        .file("c.json", "{}"));
        String titled = descriptor(image())
                .replace("}", ",\"annotations\":{\"org.opencontainers.image.title\":\"../../canary\"}}");
        assertThat(importImage(image().file("index.json", ImageBuilder.index(titled))
                                .oci())
                        .layers())
                .as("an annotation is never a path")
                .hasSize(1);
    }

    @Test
    @DisplayName("C15 configurations that are too large or malformed are refused")
    void c15_refused() throws IOException {
        rejected(
                Fault.JSON_TOO_LARGE,
                "image configuration has",
                image().config("\"Cmd\":[\"" + "x".repeat(1 << 20) + "\"]"));
        rejected(Fault.CONFIG_INVALID, "Cmd has a NUL", image().config("\"Cmd\":[\"" + "x".repeat(70_000) + "\"]"));
        String many = String.join(
                ",", IntStream.range(0, 300).mapToObj(i -> "\"V" + i + "=x\"").toList());
        rejected(Fault.CONFIG_INVALID, "more than 256 env variables", image().config("\"Env\":[" + many + "]"));
        for (String name : List.of("A B", "A\\nB", "1A", "", "A-€")) {
            rejected(Fault.CONFIG_INVALID, "env name", image().config("\"Env\":[\"" + name + "=x\"]"));
        }
        rejected(Fault.CONFIG_INVALID, "Env has a NUL", image().config("\"Env\":[\"A=x\\u0000y\"]"));
        rejected(Fault.MANIFEST_INVALID, "'Cmd' is not a list of texts", image().config("\"Cmd\":\"sh -c true\""));
        rejected(Fault.MANIFEST_INVALID, "'Env' is not a list of texts", image().config("\"Env\":{\"A\":\"b\"}"));
    }

    @Test
    @DisplayName("C15 what an engine would heed and a function must not have is ignored; variables stay inside")
    void c15_ignored() {
        ImageView view = importImage(new ImageBuilder()
                .layer(new TarBuilder().file("bin/server", program(), 0755))
                .config(
                        "\"Entrypoint\":[\"server\"],\"Env\":[\"PATH=/bin\",\"LD_PRELOAD=/evil.so\",\"A=b=c\",\"LONE\"],"
                                + "\"User\":\"2147483648:0\",\"Volumes\":{\"/\":{}},\"ExposedPorts\":{\"22/tcp\":{}},"
                                + "\"Healthcheck\":{\"Test\":[\"CMD\",\"/x\"]},\"OnBuild\":[\"RUN x\"],\"Shell\":[\"/x\"],"
                                + "\"StopSignal\":\"SIGKILL\",\"Labels\":{\"io.jfn.trusted\":\"true\"}")
                .oci());
        assertThat(view.env()).containsOnlyKeys("PATH", "LD_PRELOAD", "A").containsEntry("A", "b=c");
        PreparedImage prepared = store.prepare(TENANT, Specs.image(view.image()), Progress.NONE);
        assertThat(prepared.argv())
                .as("found by the image's own PATH, inside it")
                .containsExactly("/bin/server");
        assertThat(prepared.env()).as("a text for the sandbox alone").contains("LD_PRELOAD=/evil.so");
        assertThat(prepared.toString()).doesNotContain("trusted", "2147483648", "SIGKILL");
    }

    @Test
    @DisplayName("C15 an entrypoint that is missing, no program, a loop of scripts or outside is refused at the deploy")
    void c15_entrypoint() {
        String image = importImage(new ImageBuilder()
                        .layer(new TarBuilder()
                                .file("bin/server", program(), 0755)
                                .file("bin/data", program(), 0644)
                                .file("bin/text", "no program", 0755)
                                .file("bin/loop", "#!/bin/loop\n", 0755)
                                .symlink("bin/host", "/etc/passwd")
                                .symlink("bin/climb", "../../../../../../../../etc/passwd"))
                        .config("\"WorkingDir\":\"/bin\"")
                        .oci())
                .image();
        assertThat(store.prepare(TENANT, Specs.image(image, "./server"), Progress.NONE)
                        .argv())
                .containsExactly("/bin/server");
        refusedCommand(image, "/bin/none", "does not exist in the image");
        refusedCommand(image, "/bin/data", "is not executable");
        refusedCommand(image, "/bin/text", "is neither a program (ELF) nor a script");
        refusedCommand(image, "/bin/loop", "a script whose interpreter is a script, and so on without end");
        refusedCommand(image, "/bin/host", "does not exist in the image");
        refusedCommand(image, "climb", "is not in the image's PATH");
        refusedCommand(image, "../etc/passwd", "does not exist in the image");
    }

    private void refusedCommand(String image, String command, String reason) {
        FunctionSpec spec = Specs.image(image, command);
        assertThatThrownBy(() -> store.prepare(TENANT, spec, Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("function 'hello': command")
                .hasMessageContaining(reason);
    }

    private static byte[] program() {
        byte[] program = new byte[120];
        byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
        System.arraycopy(start, 0, program, 0, start.length);
        program[18] = (byte) ElfFile.hostMachine();
        program[54] = 56;
        return program;
    }
}
