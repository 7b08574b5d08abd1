// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final WorkerReply DONE = new WorkerReply.Done();

    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final AtomicInteger broken = new AtomicInteger();

    /** Remembers what is written; blocks at the gate, fails once closed. */
    private static final class Wire implements WorkerConnection {
        final List<String> written;
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch gate;
        volatile boolean closed;

        Wire(List<String> written, int closedGates) {
            this.written = written;
            this.gate = new CountDownLatch(closedGates);
        }

        @Override
        public int peerUid() {
            return 0;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return -1;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            pass("frame");
        }

        @Override
        public void sendDescriptor(int descriptor) throws IOException {
            pass("descriptor");
        }

        private void pass(String what) throws IOException {
            reached.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (closed) {
                throw new IOException("closed");
            }
            written.add(what);
        }

        @Override
        public void close() {
            closed = true;
            gate.countDown();
        }
    }

    @Test
    void descriptors_go_before_their_frame_and_are_closed() {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var outbox = new Outbox(new Wire(order, 0), new Wire(order, 0), descriptors, broken::incrementAndGet);
        assertThat(outbox.send(1, DONE, descriptors.make(), descriptors.make())).isTrue();
        assertThat(order).containsExactly("descriptor", "descriptor", "frame");
        assertThat(descriptors.open()).isEmpty();
    }

    @Test
    void a_gateway_that_does_not_read_holds_up_one_thread_and_is_given_up_in_the_end() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var control = new Wire(order, 1);
        var outbox = new Outbox(control, new Wire(order, 0), descriptors, broken::incrementAndGet);
        var writer = Thread.ofVirtual().start(() -> outbox.send(1, DONE, descriptors.make()));
        control.reached.await();
        for (int i = 0; i < Outbox.MOST_WAITING; i++) {
            assertThat(outbox.send(1, DONE, descriptors.make())).isTrue();
        }
        assertThat(outbox.send(1, DONE, descriptors.make())).isFalse();
        assertThat(broken).hasPositiveValue();
        outbox.end();
        control.close();
        writer.join();
        assertThat(descriptors.open()).isEmpty();
        assertThat(descriptors.faults()).isEmpty();
    }

    @Test
    void a_lost_connection_closes_what_waits_and_is_told() {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var control = new Wire(order, 0);
        control.close();
        var outbox = new Outbox(control, new Wire(order, 0), descriptors, broken::incrementAndGet);
        assertThat(outbox.send(1, DONE, descriptors.make())).isFalse();
        assertThat(outbox.send(1, DONE, descriptors.make())).isFalse();
        assertThat(broken).hasValue(1);
        assertThat(descriptors.open()).isEmpty();
    }
}
