// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.LogLine;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.api.worker.WorkerReply;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.Endpoint;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.instance.StartTimes;
import io.jfn.gateway.logs.LogQuery;
import io.jfn.gateway.logs.LogSource;
import io.jfn.scheduler.InstanceStarter;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * What other parts give to the API: a worker, a starter whose instances only tell their usage (those of functions named
 * {@code mute…} not even that), and a log that the test writes.
 */
@Singleton
public class FakeNode {
    static final Usage USAGE = new Usage(11, 22, 33, 44, 0, 0, 0, 1);

    volatile boolean connected = true;
    final BlockingQueue<Following> followed = new LinkedBlockingQueue<>();
    final BlockingQueue<LogQuery> queries = new LinkedBlockingQueue<>();

    /** A client that follows a log. */
    record Following(String function, LogQuery query, Consumer<LogLine> reader, CompletableFuture<Void> closed) {}

    static LogLine line(String function, String text) {
        return new LogLine(1, function, "i1", "stdout", null, text);
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    InstanceStarter<Revision, FunctionInstance> starter() {
        return (String id, Revision revision, ResourceLimits limits, InstanceStarter.GoneListener gone) ->
                CompletableFuture.completedFuture(
                        new FakeInstance(revision.spec().name().startsWith("mute")));
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    WorkerHealth worker() {
        return new WorkerHealth() {
            @Override
            public boolean connected() {
                return connected;
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
                return CompletableFuture.completedFuture(new WorkerReply.Status(5, 0, 0, 0, 5, 0, List.of()));
            }
        };
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    LogSource logs() {
        return new LogSource() {
            @Override
            public List<LogLine> tail(String function, LogQuery query) {
                queries.add(query);
                return List.of(line(function, "one"), line(function, "two\u0007"));
            }

            @Override
            public AutoCloseable follow(String function, LogQuery query, Consumer<LogLine> reader) {
                var closed = new CompletableFuture<Void>();
                followed.add(new Following(function, query, reader, closed));
                return () -> closed.complete(null);
            }
        };
    }

    private record FakeInstance(boolean mute) implements FunctionInstance {
        @Override
        public CompletionStage<?> pause() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> resume() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> stop(long graceMillis) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Usage> usage() {
            return mute ? new CompletableFuture<>() : CompletableFuture.completedFuture(USAGE);
        }

        @Override
        public MainProcess process() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Endpoint endpoint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StartTimes times() {
            throw new UnsupportedOperationException();
        }
    }
}
