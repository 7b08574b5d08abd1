// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.worker.WorkerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadySandboxesTest {
    private final List<CompletableFuture<WorkerReply.Status>> asked = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(5);
    private final ReadySandboxes sandboxes = new ReadySandboxes(new Worker(), now::get);

    private final class Worker implements WorkerHealth {
        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public String node() {
            return "n1";
        }

        @Override
        public String cgroups() {
            return "v2";
        }

        @Override
        public CompletionStage<WorkerReply.Status> status() {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        }
    }

    @Test
    void nobody_waits_for_the_worker_which_is_asked_once_a_second() {
        assertThat(sandboxes.last()).isZero();
        assertThat(sandboxes.last()).isZero();
        assertThat(asked).hasSize(1);
        asked.getLast().complete(new WorkerReply.Status(9, 0, 0, 0, 9, 0, List.of()));
        assertThat(sandboxes.last()).isEqualTo(9);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(sandboxes.last()).isEqualTo(9);
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_worker_that_is_away_has_none() {
        sandboxes.last();
        asked.getLast().complete(new WorkerReply.Status(9, 0, 0, 0, 9, 0, List.of()));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        sandboxes.last();
        asked.getLast().completeExceptionally(new IllegalStateException("away"));
        assertThat(sandboxes.last()).isZero();
    }
}
