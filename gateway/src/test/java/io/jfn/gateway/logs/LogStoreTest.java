// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jfn.api.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogStoreTest {
    private final Store store = new Store();

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void lines_arrive_whole_however_they_were_written() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().write("one\ntw");
        store.await("hello", 1);
        function.out().write("o\r\nthree\n");
        var lines = store.await("hello", 3);
        assertThat(lines).extracting(LogLine::text).containsExactly("one", "two", "three");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.instance()).isEqualTo("i1");
            assertThat(line.stream()).isEqualTo("stdout");
            assertThat(line.invocation()).isNull();
        });
    }

    @Test
    void both_streams_are_told_apart() throws Exception {
        var function = store.instance("hello", "i1");
        function.err().write("bad\n");
        function.out().write("good\n");
        assertThat(store.await("hello", 2))
                .extracting(LogLine::stream, LogLine::text)
                .containsExactlyInAnyOrder(tuple("stdout", "good"), tuple("stderr", "bad"));
    }

    @Test
    void a_line_without_end_is_told_when_its_pipe_ends() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().write("last words");
        function.close();
        assertThat(store.await("hello", 1)).extracting(LogLine::text).containsExactly("last words");
    }

    @Test
    void a_line_without_end_is_told_when_its_invocation_ends() throws Exception {
        var function = store.instance("hello", "i1");
        store.logs.begin("i1", "a");
        function.out().write("no end");
        store.logs.end("i1", "a");
        store.await("hello", 1);
        store.logs.begin("i1", "b");
        function.out().write("b's\n");
        store.await("hello", 2);
        store.logs.end("i1", "b");
        assertThat(store.await("hello", 2))
                .extracting(line -> line.invocation() + " " + line.text())
                .containsExactly("a no end", "b b's");
    }

    /** The reply and the next invocation overtake the pump; no line may go to a neighbour. */
    @Test
    void what_was_written_before_the_end_belongs_to_the_invocation() throws Exception {
        var function = store.instance("hello", "i1");
        for (int i = 0; i < 3_000; i++) {
            store.logs.begin("i1", "v" + i);
            function.out().write("v" + i + "\n");
            if (i % 3 == 0) {
                function.err().write("v" + i + "\n");
            }
            store.logs.end("i1", "v" + i);
        }
        var lines = store.await("hello", 4_000);
        assertThat(lines).hasSize(4_000);
        assertThat(lines.stream()
                        .map(LogLine::invocation)
                        .filter(Objects::nonNull)
                        .toList())
                .isEqualTo(lines.stream()
                        .filter(line -> line.invocation() != null)
                        .map(LogLine::text)
                        .toList());
        // Where the pump was interrupted while it read, nobody waits for it.
        assertThat(lines.stream().filter(line -> line.invocation() == null)).hasSizeLessThan(2_000);
    }

    @Test
    void nobody_owns_what_was_written_before_the_first_invocation_or_between_two() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().write("listening on 80\nand no end");
        store.logs.begin("i1", "a");
        function.out().write("mine\n");
        store.await("hello", 3);
        store.logs.end("i1", "a");
        function.out().write("idle\n");
        store.await("hello", 4);
        store.logs.begin("i1", "b");
        store.logs.end("i1", "b");
        assertThat(store.lines("hello"))
                .extracting(line -> line.invocation() + " " + line.text())
                .containsExactly("null listening on 80", "null and no end", "a mine", "null idle");
    }

    @Test
    void lines_of_several_invocations_at_once_belong_to_none() throws Exception {
        var function = store.instance("hello", "i1");
        store.logs.begin("i1", "a");
        store.logs.begin("i1", "b");
        function.out().write("whose?\n");
        store.await("hello", 1);
        store.logs.end("i1", "a");
        function.out().write("b's\n");
        store.await("hello", 2);
        store.logs.end("i1", "b");
        assertThat(store.await("hello", 2))
                .extracting(line -> line.invocation() + " " + line.text())
                .satisfies(lines -> {
                    assertThat(lines).hasSize(2).first().isEqualTo("null whose?");
                    // Nobody's, where the pump was interrupted while it read; never somebody else's.
                    assertThat(lines.getLast()).isIn("b b's", "null b's");
                });
    }

    @Test
    void queries_choose_by_instance_invocation_time_and_count() throws Exception {
        var one = store.instance("hello", "i1");
        store.instance("hello", "i2").out().write("other\n");
        store.await("hello", 1);
        store.logs.begin("i1", "a");
        one.out().write("1\n2\n3\n");
        store.await("hello", 4);
        store.logs.end("i1", "a");
        long now = store.await("hello", 4).getLast().timeMillis();
        assertThat(texts(new LogQuery(10, 0, "i2", null))).containsExactly("other");
        assertThat(texts(new LogQuery(10, 0, null, "a"))).containsExactly("1", "2", "3");
        assertThat(texts(new LogQuery(2, 0, null, null))).containsExactly("2", "3");
        assertThat(texts(new LogQuery(0, 0, null, null))).isEmpty();
        assertThat(texts(new LogQuery(10, now + 1, null, null))).isEmpty();
        assertThat(store.logs.tail("unknown", Store.ALL)).isEmpty();
    }

    @Test
    void a_note_comes_after_what_the_instance_wrote() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().write("allocating\n");
        store.logs.note("hello", "i1", "a", "out of memory:\npeak 128 MiB");
        store.logs.note("hello", "never-started", null, "no such file");
        assertThat(store.lines("hello"))
                .extracting(line -> line.stream() + " " + line.invocation() + " " + line.text())
                .containsExactly(
                        "stdout null allocating",
                        "platform a out of memory:",
                        "platform a peak 128 MiB",
                        "platform null no such file");
    }

    @Test
    void bytes_that_are_no_text_are_kept_as_far_as_text_can() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().write(new byte[] {(byte) 0xff, 'x', 0, 27, '[', '1', 'm', (byte) 0xc3, (byte) 0xa9, '\n'});
        assertThat(store.await("hello", 1)).extracting(LogLine::text).containsExactly("\ufffdx\0\u001b[1mé");
    }

    @Test
    void the_end_of_pipes_closes_them_and_forgets_the_instance() throws Exception {
        var first = store.instance("hello", "i0");
        first.out().write("up\n");
        store.await("hello", 1);
        long before = descriptors();
        var writers = new ArrayList<Store.Writer>();
        for (int i = 1; i <= 500; i++) {
            writers.add(store.instance("hello", "i" + i));
        }
        for (var writer : writers) {
            writer.out().write("here\n");
            writer.close();
        }
        store.await("hello", 501);
        assertThat(store.texts("hello")).hasSize(501);
        Store.until(() -> descriptors() <= before);
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        store.logs.begin("i1", "late"); // unknown by now, and no harm
        store.logs.end("i1", "late");
    }

    @Test
    void one_stream_may_end_long_before_the_other() throws Exception {
        var function = store.instance("hello", "i1");
        function.out().close();
        function.err().write("still here\n");
        assertThat(store.await("hello", 1)).extracting(LogLine::text).containsExactly("still here");
        function.err().write("and here\n");
        store.await("hello", 2);
        assertThat(store.texts("hello")).containsExactly("still here", "and here");
    }

    @Test
    void forget_drops_lines_now_and_later_and_leaves_a_new_function_of_that_name_alone() throws Exception {
        var old = store.instance("hello", "i1");
        old.out().write("old\n");
        store.await("hello", 1);
        store.logs.forget("hello");
        assertThat(store.lines("hello")).isEmpty();
        old.out().write("late\n");
        var young = store.instance("hello", "i2");
        young.out().write("new\n");
        store.await("hello", 1);
        old.close();
        store.logs.note("hello", "i1", null, "ended");
        assertThat(store.texts("hello")).contains("new").doesNotContain("late", "old");
    }

    @Test
    void closing_closes_every_pipe_and_later_ones_too() throws Exception {
        store.instance("warm", "i0").out().write("up\n");
        store.await("warm", 1);
        long pumps = pumps();
        var other = new Store();
        long before = descriptors();
        var writers = IntStream.range(0, 10).mapToObj(i -> instance(other, i)).toList();
        other.logs.close();
        var late = instance(other, 11);
        for (var writer : writers) {
            writer.close();
        }
        late.close();
        assertThat(descriptors()).isLessThan(before); // the poller is closed as well
        other.logs.close();
        assertThat(pumps()).isEqualTo(pumps);
    }

    private static long pumps() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("jfn-output"))
                .count();
    }

    private static Store.Writer instance(Store store, int i) {
        try {
            return store.instance("hello", "i" + i);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> texts(LogQuery query) {
        return store.logs.tail("hello", query).stream().map(LogLine::text).toList();
    }

    private static long descriptors() {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
