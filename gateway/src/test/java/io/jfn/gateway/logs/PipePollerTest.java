// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Fails when a new Netty has other epoll classes: read docs/adr/0007 then. */
class PipePollerTest {
    private final PipePoller poller;

    PipePollerTest() throws IOException {
        poller = new PipePoller();
    }

    @Test
    void names_the_pipe_that_has_something_as_long_as_it_has() throws Exception {
        try (poller;
                var silent = new TestPipe();
                var pipe = new TestPipe()) {
            poller.add(silent.source());
            poller.add(pipe.source());
            assertThat(poller.await(0)).isZero();
            pipe.write("x");
            for (int i = 0; i < 2; i++) {
                assertThat(poller.await(PipePoller.FOR_EVER)).isEqualTo(1);
                assertThat(poller.ready(0)).isEqualTo(pipe.source());
            }
            poller.remove(pipe.source());
            assertThat(poller.await(0)).isZero();
            silent.end();
            assertThat(poller.await(PipePoller.FOR_EVER)).isEqualTo(1);
            assertThat(poller.ready(0)).isEqualTo(silent.source());
        }
    }

    @Test
    void waits_for_a_time() throws Exception {
        try (poller) {
            long start = System.nanoTime();
            assertThat(poller.await(20)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThan(18_000_000);
        }
    }

    @Test
    void is_woken_once_for_each_wake_even_before_it_waits() throws Exception {
        try (poller) {
            poller.wake();
            assertThat(poller.await(PipePoller.FOR_EVER)).isEqualTo(1);
            assertThat(poller.await(0)).isZero();
            var other = Thread.ofPlatform().start(poller::wake);
            assertThat(poller.await(PipePoller.FOR_EVER)).isEqualTo(1);
            other.join();
        }
    }

    @Test
    void after_closing_nothing_touches_its_descriptors() throws Exception {
        try (var pipe = new TestPipe()) {
            poller.close();
            poller.close();
            poller.wake();
            poller.remove(pipe.source());
            assertThatThrownBy(() -> poller.add(pipe.source())).hasMessageContaining("no longer");
        }
    }
}
