// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.worker.WorkerClient;
import io.jfn.scheduler.Scheduler;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How the gateway stops: no invocation is taken any more, those it has finish within their grace, every instance ends, and
 * only then does the HTTP server close. Quarkus fires the event before it stops anything, and goes on when this returns.
 */
@Singleton
final class Draining {
    private static final System.Logger LOG = System.getLogger(Draining.class.getName());
    /** How much longer than the grace the ends of the last instances may take. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final Scheduler<Revision, FunctionInstance> scheduler;
    private final WorkerClient worker;
    private final Duration grace;

    Draining(Scheduler<Revision, FunctionInstance> scheduler, WorkerClient worker, GatewayConfig config) {
        this.scheduler = scheduler;
        this.worker = worker;
        this.grace = config.drainGrace();
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        try {
            scheduler
                    .drain(grace.toMillis())
                    .toCompletableFuture()
                    .get(grace.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "instances are left after the grace of {0}: the worker ends them",
                    grace);
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "draining failed", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            worker.close();
        }
    }
}
