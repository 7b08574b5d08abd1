// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.LogLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Case B9: a function that writes as fast as it can. */
class FloodTest {
    private static final int MIB = 1 << 20;
    private static final Pattern MARKER = Pattern.compile("… (\\d+) bytes of output dropped");

    private final Store store = new Store();

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void a_flood_is_bounded_marked_and_never_stops_its_writer_for_ever() throws Exception {
        var flood = flood(64, "0123456789abcdef".repeat(4) + "\n");
        flood.get(60, TimeUnit.SECONDS);
        var lines = store.await("flood", all -> all.getLast().text().equals("over"));
        assertThat(lines.getLast().text()).isEqualTo("over");
        assertThat(lines.stream().mapToLong(LineRing::cost).sum()).isLessThanOrEqualTo(MIB);
        assertThat(markers(lines)).isNotEmpty();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.text()).matches("(0123456789abcdef){4}|over||" + MARKER.pattern()));
        assertThat(store.logs.droppedBytes()).isBetween(32L * MIB, 64L * MIB);
        assertThat(store.logs.droppedLines()).isPositive();
    }

    @Test
    void lines_without_end_and_empty_lines_are_bounded_as_well() throws Exception {
        flood(16, "x".repeat(999)).get(60, TimeUnit.SECONDS);
        var lines = store.await("flood", all -> all.getLast().text().endsWith("over"));
        assertThat(lines).allSatisfy(line -> assertThat(line.text().length()).isLessThanOrEqualTo(8192));
        assertThat(lines.stream().mapToLong(LineRing::cost).sum()).isLessThanOrEqualTo(MIB);
        store.logs.forget("flood");
        flood(4, "\n").get(60, TimeUnit.SECONDS);
        store.await("flood", all -> !all.isEmpty() && all.getLast().text().equals("over"));
        assertThat(store.lines("flood").stream().mapToLong(LineRing::cost).sum())
                .isLessThanOrEqualTo(MIB);
    }

    /** What a marker says and what is kept add up to what was written. */
    @Test
    void nothing_is_dropped_without_being_counted() throws Exception {
        try (var small = new Store(new LogLimits(64 * MIB, 8192, MIB, MIB / 8, MIB))) {
            var function = small.instance("flood", "i1");
            byte[] piece = ("y".repeat(99) + "\n").repeat(1000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 20; i++) {
                function.out().write(piece);
            }
            function.close();
            Store.until(() -> small.logs.droppedBytes() + kept(small) == 20L * piece.length);
            assertThat(small.logs.droppedBytes() + kept(small)).isEqualTo(20L * piece.length);
            Store.until(() -> markers(small.lines("flood")).stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    == small.logs.droppedBytes());
            assertThat(markers(small.lines("flood")).stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(small.logs.droppedBytes())
                    .isPositive();
        }
    }

    /** The marker comes by itself when the flood is over, though its function is silent then. */
    @Test
    void the_marker_comes_when_the_flood_ends() throws Exception {
        var function = store.instance("flood", "i1");
        store.logs.begin("i1", "a");
        function.out().write(("z".repeat(1023) + "\n").repeat(2048).getBytes(StandardCharsets.UTF_8));
        var lines = store.await("flood", all -> !markers(all).isEmpty());
        assertThat(markers(lines)).hasSize(1);
        assertThat(lines.getLast())
                .satisfies(marker -> assertThat(marker.stream()).isEqualTo("platform"))
                .satisfies(marker -> assertThat(marker.invocation()).isEqualTo("a"));
        function.out().write("quiet again\n");
        store.await("flood", all -> all.getLast().text().equals("quiet again"));
        assertThat(store.lines("flood").getLast().text()).isEqualTo("quiet again");
    }

    @Test
    void others_are_heard_meanwhile() throws Exception {
        var quiet = store.instance("quiet", "q1");
        var flood = flood(16, "f".repeat(100) + "\n");
        for (int i = 1; i <= 50; i++) {
            long start = System.nanoTime();
            quiet.out().write("line " + i + "\n");
            int count = i;
            store.await("quiet", lines -> lines.size() >= count);
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
        assertThat(store.lines("quiet")).hasSize(50);
        flood.get(60, TimeUnit.SECONDS);
    }

    private CompletableFuture<?> flood(int mebibytes, String text) throws Exception {
        var function = store.instance("flood", "f" + System.nanoTime());
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                byte[] unit = text.getBytes(StandardCharsets.UTF_8);
                byte[] piece = new byte[MIB / unit.length * unit.length];
                for (int i = 0; i < piece.length; i += unit.length) {
                    System.arraycopy(unit, 0, piece, i, unit.length);
                }
                for (int i = 0; i < mebibytes; i++) {
                    function.out().write(piece);
                }
                Store.until(() -> {
                    write(function, "\nover\n"); // until it is not dropped itself
                    LockSupport.parkNanos(20_000_000);
                    return store.texts("flood").contains("over");
                });
                function.close();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void write(Store.Writer function, String text) {
        try {
            function.out().write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kept(Store store) {
        return store.lines("flood").stream()
                .filter(line -> line.stream().equals("stdout"))
                .mapToLong(line -> line.text().length() + 1)
                .sum();
    }

    private static List<Long> markers(List<LogLine> lines) {
        return lines.stream()
                .map(line -> MARKER.matcher(line.text()))
                .filter(matcher -> matcher.matches())
                .map(matcher -> Long.valueOf(matcher.group(1)))
                .toList();
    }
}
