// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.LogLine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private final Store store = new Store(new LogLimits(1 << 20, 8192, 4 << 20, 1 << 20, 2_000));

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void a_follower_gets_the_tail_and_then_every_new_line_once_and_in_order() throws Exception {
        var read = new LinkedBlockingQueue<String>();
        for (int i = 0; i < 100; i++) {
            note("old " + i);
        }
        try (var _ = store.logs.follow("hello", new LogQuery(2, 0, null, null), line -> read.add(line.text()))) {
            for (int i = 0; i < 100; i++) {
                note("new " + i);
                if (i == 0) {
                    assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("old 98");
                    assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("old 99");
                }
                assertThat(read.poll(20, TimeUnit.SECONDS)).isEqualTo("new " + i);
            }
        }
        note("after");
        assertThat(read).isEmpty();
    }

    @Test
    void a_follower_may_come_before_the_first_instance_and_choose() throws Exception {
        var read = new LinkedBlockingQueue<LogLine>();
        try (var _ = store.logs.follow("hello", new LogQuery(0, 0, "i2", null), read::add)) {
            store.instance("hello", "i1").out().write("not this\n");
            store.await("hello", 1);
            store.instance("hello", "i2").out().write("this\n");
            assertThat(read.take().text()).isEqualTo("this");
        }
    }

    @Test
    void a_slow_follower_loses_lines_is_told_so_and_holds_up_nobody() throws Exception {
        var read = new CopyOnWriteArrayList<String>();
        var fast = new LinkedBlockingQueue<String>();
        var stuck = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        try (var _ = store.logs.follow("hello", Store.ALL, line -> {
                    inside.countDown();
                    await(stuck);
                    read.add(line.text());
                });
                var _ = store.logs.follow("hello", Store.ALL, line -> fast.add(line.text()))) {
            var function = store.instance("hello", "i1");
            function.out().write("first\n");
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(fast.take()).isEqualTo("first");
            for (int i = 0; i < 200; i++) {
                function.out().write("line " + i + "\n");
                assertThat(fast.take()).isEqualTo("line " + i);
            }
            stuck.countDown();
            Store.until(() -> read.contains("line 199"));
        }
        assertThat(read).startsWith("first").endsWith("line 199");
        assertThat(read.get(1)).matches("… 1\\d\\d lines dropped, this reader is too slow");
        long lost = Long.parseLong(read.get(1).split(" ")[1]);
        assertThat(lost + read.size() - 2).isEqualTo(200);
        Store.until(() -> store.logs.droppedLines() == lost); // counted when the line has gone to every reader
    }

    @Test
    void a_follower_that_fails_is_left_and_others_go_on() throws Exception {
        var read = new LinkedBlockingQueue<String>();
        try (var _ = store.logs.follow("hello", Store.ALL, _ -> {
                    throw new IllegalStateException("client is gone");
                });
                var _ = store.logs.follow("hello", Store.ALL, line -> read.add(line.text()))) {
            note("1");
            note("2");
            assertThat(List.of(read.take(), read.take())).containsExactly("1", "2");
        }
    }

    @Test
    void forgetting_and_closing_end_a_follower() throws Exception {
        var read = new LinkedBlockingQueue<String>();
        try (var _ = store.logs.follow("hello", Store.ALL, line -> read.add(line.text()))) {
            note("1");
            assertThat(read.take()).isEqualTo("1");
            store.logs.forget("hello");
            note("2");
            store.logs.close();
            try (var _ = store.logs.follow("hello", Store.ALL, line -> read.add("again " + line.text()))) {
                assertThat(read.take()).isEqualTo("again 2");
            }
            assertThat(read).isEmpty();
        }
    }

    private void note(String text) {
        store.logs.note("hello", "i1", null, text);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
