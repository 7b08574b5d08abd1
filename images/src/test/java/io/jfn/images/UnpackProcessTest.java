// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ImageView;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process that unpacks takes of the machine's memory, and what it leaves when it is killed. */
@Timeout(300)
class UnpackProcessTest extends StoreTest {
    private static final int MOST_MIB = 128;

    @Test
    void a_layer_of_one_gib_is_unpacked_in_less_than_128_mib_of_memory() throws Exception {
        Process process = UnpackProcess.start(List.of("-Xmx48m", "-XX:+UseSerialGC"), processStore(), "big", "1024");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(said).startsWith("VmHWM:");
        long peakKib = Long.parseLong(said.replaceAll("[^0-9]", ""));
        assertThat(peakKib / 1024).as("peak resident MiB").isLessThan(MOST_MIB);
        assertThat(Trees.list(processStore().resolve("default/layers")))
                .singleElement()
                .satisfies(layer ->
                        assertThat(Files.size(layer.resolve("data/1023"))).isEqualTo(1 << 20));
        Trees.delete(processStore());
    }

    @ParameterizedTest
    @ValueSource(strings = {"receive archive", "unpack layers"})
    void a_process_killed_in_the_middle_leaves_nothing_to_be_seen(String step) throws Exception {
        Process process = UnpackProcess.start(List.of("-Xmx64m"), processStore(), "stop", step);
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo(step);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Path tenant = processStore().resolve("default");
        assertThat(tenant.resolve("tmp")).isNotEmptyDirectory();
        for (String kind : List.of("layers", "meta", "images")) {
            assertThat(tenant.resolve(kind)).isEmptyDirectory();
        }
        try (var again = new ImageStore(processStore(), config())) {
            assertThat(tenant.resolve("tmp")).isEmptyDirectory();
            assertThat(again.list(TENANT)).isEmpty();
        }
        Trees.delete(processStore());
    }

    @Test
    void images_of_a_killed_process_are_whole_or_not_there() throws Exception {
        Process process = UnpackProcess.start(List.of("-Xmx64m"), processStore(), "many");
        int acknowledged = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (acknowledged == 12) {
                    process.toHandle().destroyForcibly(); // and leaves what was said readable
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var again = new ImageStore(processStore(), config())) {
            List<ImageView> images = again.list(TENANT);
            assertThat(images).hasSizeBetween(acknowledged + 1, acknowledged + 2);
            for (ImageView image : images) {
                for (String layer : image.layers()) {
                    assertWhole(processStore().resolve("default/layers").resolve(layer.substring(7)));
                }
            }
            again.collectGarbage();
            assertThat(processStore().resolve("default/layers")).isEmptyDirectory();
        }
        Trees.delete(processStore());
    }

    private Path processStore() {
        return folder.resolve("store/of-a-process");
    }

    private static void assertWhole(Path layer) throws IOException {
        try (var files = Files.walk(layer)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(10)
                    .allSatisfy(file -> assertThat(file).content().startsWith("image "));
        }
    }
}
