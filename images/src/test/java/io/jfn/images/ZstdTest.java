// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are compressed with zstd: taken as they are meant, and no more a bomb than gzip. */
class ZstdTest extends StoreTest {
    private static final byte[] SKIPPABLE = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
    private static final byte[] NO_CONTENT = Zstd.compress(new byte[0]);

    static byte[] zstd(byte[] plain) {
        return Zstd.compress(plain);
    }

    /** In a stream, which does not tell its size and so has a window of its own. */
    private static byte[] streamed(byte[] plain, int windowLog, boolean checksum) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var zstd = new ZstdOutputStreamNoFinalizer(packed)) {
            zstd.setChecksum(checksum);
            zstd.setLong(windowLog);
            zstd.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] plain(byte[] packed) throws IOException {
        try (InputStream in = new Unzstd(new ByteArrayInputStream(packed), 100)) {
            return in.readAllBytes();
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    @Test
    void a_layer_is_taken_in_every_form_of_frame() throws IOException {
        byte[] noise = noise(3 << 20);
        byte[] tar = new TarBuilder()
                .file("bin/a", noise, 0755)
                .file("etc/b", "b".repeat(5000))
                .bytes();
        for (byte[] packed : new byte[][] {
            zstd(tar),
            streamed(tar, 0, false),
            streamed(tar, 23, true),
            joined(
                    SKIPPABLE,
                    zstd(Arrays.copyOf(tar, 1000)),
                    NO_CONTENT,
                    zstd(Arrays.copyOfRange(tar, 1000, tar.length)))
        }) {
            var image = importImage(new ImageBuilder()
                    .layer(packed)
                    .layerType(ImageBuilder.OCI + "layer.v1.tar+zstd")
                    .diffIds("[\"sha256:" + ImageBuilder.hex(tar) + "\"]")
                    .oci());
            assertThat(layer(image, 0).resolve("bin/a")).hasBinaryContent(noise);
            store.collectGarbage();
            assertThat(Trees.list(tenant("layers"))).isEmpty();
        }
    }

    @Test
    void a_media_type_that_says_zstd_means_it() {
        byte[] tar = new TarBuilder().file("a", "x").bytes();
        for (byte[] layer : new byte[][] {tar, TarBuilder.gzip(tar)}) {
            refused(
                    Fault.MEDIA_TYPE,
                    () -> importImage(new ImageBuilder()
                            .layer(layer)
                            .layerType(ImageBuilder.OCI + "layer.v1.tar+zstd")
                            .oci()));
        }
        refused(
                Fault.MEDIA_TYPE,
                () -> importImage(new ImageBuilder()
                        .layer(zstd(tar))
                        .layerType(ImageBuilder.OCI + "layer.v1.tar+gzip")
                        .oci()));
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 27})
    void a_window_of_more_than_8_mib_is_refused_before_it_is_made(int windowLog) throws IOException {
        byte[] packed = streamed(noise(100), windowLog, false);
        refused(Fault.ZSTD_WINDOW, () -> plain(packed));
        byte[] single = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xa0, 1, 0, (byte) 0x80, 0, 1, 0, 0};
        refused(Fault.ZSTD_WINDOW, () -> plain(single));
    }

    @Test
    void a_bomb_ends_at_the_ratio() throws IOException {
        byte[] bomb = streamed(new byte[64 << 20], 0, false);
        assertThat(bomb.length).isLessThan(10_000);
        refused(Fault.COMPRESSION_RATIO, () -> plain(bomb));
    }

    @Test
    void frames_without_content_and_frames_without_end_are_refused() {
        byte[][] empty = new byte[20][];
        Arrays.fill(empty, NO_CONTENT);
        refused(Fault.ZSTD_FRAMES, () -> plain(joined(empty)));
        Arrays.fill(empty, SKIPPABLE);
        refused(Fault.ZSTD_FRAMES, () -> plain(joined(empty)));
        byte[] one = zstd(new byte[] {1});
        byte[][] many = new byte[UnpackLimits.ZSTD_FRAMES + 1][];
        Arrays.fill(many, one);
        refused(Fault.ZSTD_FRAMES, () -> plain(joined(many)));
    }

    @Test
    void a_damaged_or_cut_stream_is_refused() throws IOException {
        byte[] good = streamed(noise(300_000), 0, true);
        assertThat(plain(good)).isEqualTo(noise(300_000));
        byte[] wrongSum = good.clone();
        wrongSum[good.length - 1] ^= 1;
        byte[] reservedBit = good.clone();
        reservedBit[4] |= 8;
        byte[] dictionary = joined(Arrays.copyOf(good, 4), new byte[] {1, 0x40, 7}, Arrays.copyOfRange(good, 6, 50));
        byte[] oldFormat = good.clone();
        oldFormat[0] = 0x27;
        for (byte[] bad : new byte[][] {
            wrongSum,
            reservedBit,
            dictionary,
            oldFormat,
            Arrays.copyOf(good, good.length + 3),
            Arrays.copyOf(good, good.length - 2),
            Arrays.copyOf(good, 5),
            Arrays.copyOf(good, 200_000)
        }) {
            refused(Fault.ZSTD_MALFORMED, () -> plain(bad));
        }
    }

    @Property(tries = 500)
    void random_bytes_never_do_more_than_be_refused(@ForAll @Size(max = 400) byte[] noise) throws IOException {
        byte[] good = streamed(noise(2000), 0, true);
        System.arraycopy(noise, 0, good, 4, noise.length);
        try {
            plain(good);
        } catch (ImageException expected) {
            assertThat(expected.code()).isNotEmpty();
        }
    }
}
