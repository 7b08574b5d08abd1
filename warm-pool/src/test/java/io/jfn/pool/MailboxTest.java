// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MailboxTest {
    @Test
    void work_is_done_in_order_by_whoever_finds_it_idle() throws Exception {
        var mailbox = new Mailbox();
        var done = new ArrayList<Integer>();
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        mailbox.put(() -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.add(1);
        });
        var worker = Thread.ofVirtual().start(mailbox::work);
        inside.await();
        mailbox.put(() -> done.add(2));
        mailbox.work(); // returns: somebody works already
        mailbox.put(() -> done.add(3));
        go.countDown();
        worker.join();
        mailbox.work();
        assertThat(done).containsExactly(1, 2, 3);
    }
}
