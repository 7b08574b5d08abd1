// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.Scaling;
import io.jfn.api.worker.Usage;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Real threads, bounded in number and work: nothing is lost, shared beyond its limit, or left behind. */
class SchedulerStressTest {
    private static final int THREADS = 8;
    private static final int CALLS = 3000;
    private static final long BUDGET = 1024 * Stage.MIB;

    private final Queue<String> broken = new ConcurrentLinkedQueue<>();

    @Test
    void many_threads_call_update_and_end_instances_and_every_call_is_answered() throws InterruptedException {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                var workers = Executors.newFixedThreadPool(2)) {
            var starter = new ThreadedStarter(workers);
            var config = new SchedulerConfig(BUDGET, 100, 1, 0, 1, 2, 5);
            var scheduler = new Scheduler<>(starter, config, System::nanoTime, timer);
            scheduler.deploy(Stage.function("one", 1, 1, new Scaling(0, 3, 5)));
            scheduler.deploy(Stage.function("four", 1, 4, new Scaling(1, 2, 5), 384));

            Map<Outcome, AtomicInteger> answers = new ConcurrentHashMap<>();
            List<Thread> callers = IntStream.range(0, THREADS)
                    .mapToObj(n -> Thread.ofPlatform().start(() -> calls(scheduler, n, answers)))
                    .toList();
            for (Thread caller : callers) {
                caller.join();
            }
            scheduler.drain(10_000).toCompletableFuture().join();

            assertThat(broken).isEmpty();
            assertThat(answers.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isEqualTo(THREADS * CALLS);
            assertThat(answers.get(Outcome.COMPLETED).get()).isGreaterThan(THREADS * CALLS / 2);
            assertThat(starter.memory.get()).isZero();
            assertThat(scheduler.snapshot().memoryReservedBytes()).isZero();
            assertThat(scheduler.instances()).isEmpty();
        }
    }

    private void calls(Scheduler<String, ThreadedInstance> scheduler, int caller, Map<Outcome, AtomicInteger> answers) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < CALLS; i++) {
            String name = (i + caller) % 3 == 0 ? "four" : "one";
            if (caller == 0 && i % 100 == 99) {
                scheduler.deploy(Stage.function("one", i, 1, new Scaling(0, 3, 5)));
            }
            Outcome outcome = call(scheduler, name, random);
            answers.computeIfAbsent(outcome, _ -> new AtomicInteger()).incrementAndGet();
        }
    }

    private Outcome call(Scheduler<String, ThreadedInstance> scheduler, String name, ThreadLocalRandom random) {
        Lease<ThreadedInstance> lease;
        try {
            lease = scheduler
                    .acquire(new FunctionName(name), System.nanoTime() + 20_000_000_000L)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            return ((RejectedException) e.getCause()).outcome();
        }
        ThreadedInstance instance = lease.instance();
        int together = instance.inUse.incrementAndGet();
        if (together > (name.equals("one") ? 1 : 4)) {
            broken.add(lease.instanceId() + " has " + together + " invocations");
        }
        if (instance.paused) {
            broken.add(lease.instanceId() + " is paused in use");
        }
        if (random.nextInt(50) == 0) {
            instance.gone.gone("by itself");
        }
        instance.inUse.decrementAndGet();
        if (random.nextInt(50) == 0) {
            lease.discard(Outcome.TIMED_OUT);
        } else {
            lease.release();
        }
        lease.release();
        return Outcome.COMPLETED;
    }

    /** Starts, pauses and ends on other threads, and counts memory as a node would. */
    private final class ThreadedStarter implements InstanceStarter<String, ThreadedInstance> {
        private final Executor workers;
        private final AtomicLong memory = new AtomicLong();
        private final AtomicInteger starts = new AtomicInteger();

        ThreadedStarter(Executor workers) {
            this.workers = workers;
        }

        @Override
        public CompletionStage<ThreadedInstance> start(
                String id, String revision, ResourceLimits limits, GoneListener gone) {
            long bytes = limits.memoryBytes();
            if (memory.addAndGet(bytes) > BUDGET) {
                broken.add("the budget is exceeded by " + id);
            }
            return CompletableFuture.supplyAsync(
                    () -> {
                        if (starts.incrementAndGet() % 20 == 0) {
                            memory.addAndGet(-bytes);
                            throw new StartFailedException(Outcome.START_FAILED, "the twentieth never starts");
                        }
                        return new ThreadedInstance(gone, workers, () -> memory.addAndGet(-bytes));
                    },
                    workers);
        }
    }

    private final class ThreadedInstance implements InstanceStarter.RunningInstance {
        private final InstanceStarter.GoneListener gone;
        private final Executor workers;
        private final Runnable ended;
        private final AtomicInteger inUse = new AtomicInteger();
        private final AtomicInteger stops = new AtomicInteger();
        private volatile boolean paused;

        ThreadedInstance(InstanceStarter.GoneListener gone, Executor workers, Runnable ended) {
            this.gone = gone;
            this.workers = workers;
            this.ended = ended;
        }

        @Override
        public CompletionStage<Void> pause() {
            return CompletableFuture.runAsync(() -> paused = true, workers);
        }

        @Override
        public CompletionStage<Void> resume() {
            return CompletableFuture.runAsync(() -> paused = false, workers);
        }

        @Override
        public CompletionStage<Void> stop(long graceMillis) {
            if (stops.incrementAndGet() > 1) {
                broken.add("stopped twice");
            }
            return CompletableFuture.runAsync(ended, workers);
        }

        @Override
        public CompletionStage<Usage> usage() {
            return CompletableFuture.completedFuture(Usage.NONE);
        }
    }
}
