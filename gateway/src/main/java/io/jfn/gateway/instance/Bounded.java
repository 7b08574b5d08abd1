// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits that end. */
final class Bounded {
    private Bounded() {}

    /** What the stage gives, or null when it took longer or failed. */
    static <T> CompletableFuture<@Nullable T> wait(
            CompletionStage<T> stage, long millis, ScheduledExecutorService timer) {
        var answer = new CompletableFuture<@Nullable T>();
        var _ = stage.whenComplete((value, _) -> answer.complete(value));
        if (!answer.isDone()) {
            Runnable expire = () -> answer.complete(null);
            var bound = timer.schedule(expire, millis, TimeUnit.MILLISECONDS);
            var _ = answer.whenComplete((_, _) -> bound.cancel(false));
        }
        return answer;
    }
}
