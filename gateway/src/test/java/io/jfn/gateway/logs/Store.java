// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A running store with the pipes of its instances, as a gateway would hold it. */
final class Store implements AutoCloseable {
    static final LogQuery ALL = new LogQuery(Integer.MAX_VALUE, 0, null, null);

    final LogStore logs;
    private final List<TestPipe> pipes = new ArrayList<>();

    Store() {
        this(LogLimits.keeping(1 << 20));
    }

    Store(LogLimits limits) {
        logs = new LogStore(limits, InstantSource.system(), System::nanoTime);
    }

    /** The two write ends of a new instance. */
    Writer instance(String function, String instance) throws IOException {
        var writer = new Writer(new TestPipe(), new TestPipe());
        pipes.add(writer.out());
        pipes.add(writer.err());
        logs.capture(function, instance, writer.out().source(), writer.err().source());
        return writer;
    }

    record Writer(TestPipe out, TestPipe err) {
        void close() throws IOException {
            out.close();
            err.close();
        }
    }

    List<LogLine> lines(String function) {
        return logs.tail(function, ALL);
    }

    List<String> texts(String function) {
        return lines(function).stream().map(LogLine::text).toList();
    }

    /** Waits until the lines are as wanted, or 20 s, and returns them. */
    List<LogLine> await(String function, Predicate<List<LogLine>> wanted) {
        until(() -> wanted.test(lines(function)));
        return lines(function);
    }

    List<LogLine> await(String function, int count) {
        return await(function, lines -> lines.size() >= count);
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Override
    public void close() throws IOException {
        logs.close();
        for (TestPipe pipe : pipes) {
            pipe.close();
        }
    }
}
