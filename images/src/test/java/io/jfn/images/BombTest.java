// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Archives that would fill a disk or a heap end at a cap, having read little. */
class BombTest extends StoreTest {
    @Override
    ImageStoreConfig config() {
        return super.config().withLimits(new UnpackLimits(4 << 20, 500, 8, 100));
    }

    @Test
    void a_gzip_bomb_ends_at_the_ratio() {
        byte[] bomb = TarBuilder.gzip(
                new TarBuilder().file("zeros", new byte[3 << 20], 0644).bytes());
        refused(Fault.COMPRESSION_RATIO, () -> store.addSource(TENANT, new ByteArrayInputStream(bomb)));
    }

    @Test
    void a_gzip_stream_of_many_members_is_refused() {
        var members = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            members.writeBytes(TarBuilder.gzip(new byte[0]));
        }
        refused(Fault.GZIP_MEMBERS, () -> store.addSource(TENANT, new ByteArrayInputStream(members.toByteArray())));
    }

    @Test
    void two_members_are_one_stream() throws IOException {
        byte[] tar = new TarBuilder().file("a", "x").bytes();
        var two = new ByteArrayOutputStream();
        two.writeBytes(TarBuilder.gzip(Arrays.copyOf(tar, 700)));
        two.writeBytes(TarBuilder.gzip(Arrays.copyOfRange(tar, 700, tar.length)));
        var source = store.addSource(TENANT, new ByteArrayInputStream(two.toByteArray()));
        assertThat(layer(source).resolve("function/a")).hasContent("x");
    }

    @Test
    void a_damaged_or_cut_gzip_stream_is_refused() {
        byte[] good = TarBuilder.gzip(new TarBuilder().file("a", "x").bytes());
        byte[] wrongSum = good.clone();
        wrongSum[good.length - 6] ^= 1;
        byte[] trailing = Arrays.copyOf(good, good.length + 7);
        byte[] damaged = good.clone();
        Arrays.fill(damaged, 12, 30, (byte) 0xff);
        for (byte[] bad :
                new byte[][] {wrongSum, trailing, damaged, Arrays.copyOf(good, good.length - 4), Arrays.copyOf(good, 5)
                }) {
            refused(Fault.GZIP_MALFORMED, () -> store.addSource(TENANT, new ByteArrayInputStream(bad)));
        }
    }

    @Test
    void a_file_larger_than_the_cap_is_refused_before_it_is_read() {
        var read = new AtomicLong();
        byte[] head = new TarBuilder()
                .entry("huge", '0', 0644, "", new byte[0], block -> TarBuilder.octal(block, 124, 12, 1L << 32))
                .withoutEnd();
        InputStream endless = new java.io.SequenceInputStream(new ByteArrayInputStream(head), new Endless(1, read));
        refused(Fault.TOO_MANY_BYTES, () -> store.addSource(TENANT, endless));
        assertThat(read.get()).isLessThan(200_000);
    }

    @Test
    void entries_and_implied_folders_count() {
        var many = new TarBuilder();
        for (int i = 0; i < 501; i++) {
            many.file("f" + i, "");
        }
        refused(Fault.TOO_MANY_ENTRIES, () -> add(many));
        var deep = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            deep.pax("path=" + i + "/" + "d/".repeat(40) + "f").file("x", "");
        }
        refused(Fault.TOO_MANY_ENTRIES, () -> add(deep));
        refused(
                Fault.PATH_TOO_DEEP,
                () -> add(new TarBuilder().pax("path=" + "d/".repeat(90) + "f").file("x", "")));
    }

    @Test
    void endless_zeros_after_the_end_are_refused() {
        byte[] tar = new TarBuilder().file("a", "x").bytes();
        InputStream endless =
                new java.io.SequenceInputStream(new ByteArrayInputStream(tar), new Endless(0, new AtomicLong()));
        refused(Fault.TAR_TRAILING_DATA, () -> store.addSource(TENANT, endless));
    }

    /** One byte over and over. */
    private static final class Endless extends InputStream {
        private final int value;
        private final AtomicLong given;

        Endless(int value, AtomicLong given) {
            this.value = value;
            this.given = given;
        }

        @Override
        public int read() {
            given.incrementAndGet();
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) value);
            given.addAndGet(length);
            return length;
        }
    }
}
