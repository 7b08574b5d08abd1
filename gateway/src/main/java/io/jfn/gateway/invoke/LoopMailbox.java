// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings calls from any thread to one event loop in the order they were made. A caller that is on the loop already goes on at
 * once, unless an earlier call from elsewhere is still on its way.
 */
final class LoopMailbox {
    private final EventLoop loop;
    private final AtomicInteger underWay = new AtomicInteger();

    LoopMailbox(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** Whether the caller may do its work itself, now. */
    boolean isHere() {
        return loop.inEventLoop() && underWay.get() == 0;
    }

    /** Has the loop do it after everything posted before. When the loop has ended, which is when the process does, here. */
    void post(Runnable work) {
        underWay.incrementAndGet();
        try {
            loop.execute(() -> {
                underWay.decrementAndGet();
                work.run();
            });
        } catch (RejectedExecutionException _) {
            underWay.decrementAndGet();
            work.run();
        }
    }

    void run(Runnable work) {
        if (isHere()) {
            work.run();
        } else {
            post(work);
        }
    }
}
