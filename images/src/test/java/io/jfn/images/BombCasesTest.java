// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cases C10 and C11: archives that would fill a disk, a heap or a day end at a cap, having read little. */
class BombCasesTest extends CasesTest {
    private static final long SECOND = 1_000_000_000L;

    @Override
    ImageStoreConfig config() {
        return super.config().withLimits(new UnpackLimits(64 << 20, 500, 8, 100));
    }

    private interface Packing {
        OutputStream around(OutputStream out) throws IOException;
    }

    /** A tar whose one file are zeros. */
    private static byte[] zeros(int mib, Packing packing) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (OutputStream out = packing.around(packed)) {
            out.write(new TarBuilder()
                    .entry(
                            "zeros",
                            '0',
                            0644,
                            "",
                            new byte[0],
                            block -> TarBuilder.octal(block, 124, 12, (long) mib << 20))
                    .withoutEnd());
            byte[] chunk = new byte[1 << 20];
            for (int i = 0; i < mib; i++) {
                out.write(chunk);
            }
            out.write(new byte[1024]);
        }
        return packed.toByteArray();
    }

    private static OutputStream zstd(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out);
    }

    /** Refused within a second of this thread's own time: others may be busy on this machine. */
    private void atOnce(Fault fault, String reason, ThrowingCallable call) throws IOException {
        var clock = ManagementFactory.getThreadMXBean();
        long began = clock.getCurrentThreadCpuTime();
        rejected(fault, reason, call);
        assertThat(clock.getCurrentThreadCpuTime() - began).isLessThan(SECOND);
    }

    private void atOnce(Fault fault, String reason, byte[] layer) throws IOException {
        atOnce(
                fault,
                reason,
                () -> importImage(new ImageBuilder()
                        .layer(layer)
                        .diffIds("[\"sha256:" + "0".repeat(64) + "\"]")
                        .oldDocker()));
    }

    @Test
    @DisplayName(
            "C10 what grows more than 100 times is refused, gzip and zstd, and what is packed twice is not unpacked twice")
    void c10_ratio() throws IOException {
        byte[] gzip = zeros(48, GZIPOutputStream::new);
        assertThat((48 << 20) / gzip.length).isGreaterThan(900);
        atOnce(Fault.COMPRESSION_RATIO, "it looks like a decompression bomb", gzip);
        atOnce(
                Fault.COMPRESSION_RATIO,
                "decompression bomb",
                () -> store.addSource(TENANT, new ByteArrayInputStream(gzip)));
        atOnce(Fault.COMPRESSION_RATIO, "decompression bomb", zeros(48, BombCasesTest::zstd));
        atOnce(Fault.TAR_CHECKSUM, "the archive is damaged", TarBuilder.gzip(pad(gzip)));
    }

    @Test
    @DisplayName("C10 a zstd window beyond 8 MiB, a million empty members and an endless stream are refused")
    void c10_streams() throws IOException {
        byte[] window = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) 0xf8, 1, 0, 0};
        atOnce(Fault.ZSTD_WINDOW, "a window of more than 8 MiB", window);
        byte[] member = TarBuilder.gzip(new byte[0]);
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 0, 1, 0, 0};
        atOnce(Fault.GZIP_MEMBERS, "more than 2 members", repeated(member, 1_000_000));
        atOnce(Fault.ZSTD_FRAMES, "frames", repeated(frame, 1_000_000));
        var read = new AtomicLong();
        InputStream endless = endless(new TarBuilder().file("a", "x").bytes(), () -> new byte[8192], read);
        atOnce(Fault.TAR_TRAILING_DATA, "endless zeros", () -> store.addSource(TENANT, endless));
        assertThat(read.get()).isLessThan(4 << 20);
        byte[] head = new TarBuilder()
                .entry("huge", '0', 0644, "", new byte[0], block -> TarBuilder.octal(block, 124, 12, 1L << 32))
                .withoutEnd();
        InputStream large = endless(head, () -> new byte[8192], read);
        atOnce(Fault.TOO_MANY_BYTES, "bytes that an archive may unpack to", () -> store.addSource(TENANT, large));
    }

    @Test
    @DisplayName("C11 entries without end, folders without end and names without end stop at a cap")
    void c11() throws IOException {
        var read = new AtomicLong();
        var number = new AtomicLong();
        InputStream entries = endless(
                new byte[0],
                () -> new TarBuilder().file("f" + number.incrementAndGet(), "").withoutEnd(),
                read);
        atOnce(Fault.TOO_MANY_ENTRIES, "the 500 entries", () -> store.addSource(TENANT, entries));
        atOnce(
                Fault.PATH_TOO_DEEP,
                "more than 64 folders deep",
                new TarBuilder().longName("d/".repeat(1500) + "d").file("x", "").bytes());
        InputStream folders = endless(
                new byte[0],
                () -> new TarBuilder()
                        .longName(number.incrementAndGet() + "/" + "d/".repeat(60) + "d")
                        .file("x", "")
                        .withoutEnd(),
                read);
        atOnce(Fault.TOO_MANY_ENTRIES, "the 500 entries", () -> store.addSource(TENANT, folders));
    }

    @Test
    @DisplayName("C11 the same with the caps that ship: 200,000 entries, and 32 MiB of names")
    void c11_defaults() {
        var read = new AtomicLong();
        byte[] entry = new TarBuilder().file("f", "").withoutEnd();
        refused(Fault.TOO_MANY_ENTRIES, () -> readAll(endless(new byte[0], () -> entry, read)));
        assertThat(read.get() / 512).isBetween(200_000L, 200_100L);
        byte[] longName =
                new TarBuilder().longName("n/".repeat(2000) + "n").file("x", "").withoutEnd();
        refused(Fault.TOO_MANY_NAMES, () -> readAll(endless(new byte[0], () -> longName, read)));
        byte[] dropped = new TarBuilder()
                .pax("comment=" + "x".repeat(1_000_000))
                .file("x", "")
                .withoutEnd();
        refused(Fault.TOO_MANY_BYTES, () -> readAll(endless(new byte[0], () -> dropped, read)));
    }

    private static void readAll(InputStream in) throws IOException {
        var tar = new TarReader(in, new UnpackBudget(UnpackLimits.DEFAULT));
        while (tar.next() != null) {
            // What is read is thrown away.
        }
    }

    private static byte[] pad(byte[] bytes) {
        var padded = new ByteArrayOutputStream();
        padded.writeBytes(bytes);
        padded.writeBytes(new byte[2048]);
        return padded.toByteArray();
    }

    private static byte[] repeated(byte[] part, int times) {
        var all = new ByteArrayOutputStream(part.length * times);
        for (int i = 0; i < times; i++) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static InputStream endless(byte[] start, Supplier<byte[]> parts, AtomicLong read) {
        var endless = new PartsStream(Stream.generate(parts)
                .map(part -> {
                    read.addAndGet(part.length);
                    return part;
                })
                .iterator());
        return new SequenceInputStream(new ByteArrayInputStream(start), endless);
    }
}
