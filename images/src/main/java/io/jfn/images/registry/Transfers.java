// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.images.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Moves several blobs side by side, a few at once; the first that fails ends the others. */
final class Transfers {
    private final int parallel;
    private final Operation operation;
    private final Progress progress;
    private final String step;
    private long done;
    private long total;

    Transfers(int parallel, Operation operation, String step, Progress progress) {
        this.parallel = parallel;
        this.operation = operation;
        this.step = step;
        this.progress = progress;
    }

    <T> void all(Collection<T> parts, ToLongFunction<T> size, Consumer<T> move) {
        begin(parts.stream().mapToLong(size).sum());
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                parallel, Thread.ofVirtual().name("jfn-transfer-", 0).factory())) {
            var ended = new ExecutorCompletionService<Void>(threads);
            for (T part : parts) {
                running.add(ended.submit(() -> move.accept(part), null));
            }
            try {
                for (int left = parts.size(); left > 0; left--) {
                    ended.take().get();
                }
            } catch (InterruptedException e) {
                throw operation.interrupted(e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            } finally {
                // Nothing is left to stop when all went well.
                running.forEach(future -> future.cancel(true));
            }
        }
    }

    /** Some bytes came or went. */
    synchronized void moved(long bytes) {
        done += bytes;
        progress.step(step, done, total);
    }

    private synchronized void begin(long bytes) {
        total = bytes;
        progress.step(step, done, total);
    }
}
