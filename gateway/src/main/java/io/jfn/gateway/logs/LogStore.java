// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what functions wrote, in bounded memory, and tells it.
 *
 * <p>The end of an invocation reads the instance's pipes at once, on the caller's thread: what the function wrote before it
 * answered is then in them, and what comes later is not the invocation's. Two reads of empty pipes cost less than waking
 * the pump, and no window of time would be exact. Threads: any. Locks: see {@link InstanceOutput}.
 */
public final class LogStore implements OutputCapture, InvocationLog, LogSource, AutoCloseable {
    private final LogLimits limits;
    private final LogClock clock;
    private final LostOutput lost = new LostOutput();
    private final ReadBuffers buffers = new ReadBuffers();
    private final ConcurrentHashMap<String, FunctionLog> functions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, InstanceOutput> instances = new ConcurrentHashMap<>();
    private final OutputPump pump;

    /** Starts reading. */
    public LogStore(LogLimits limits, InstantSource wall, LongSupplier ticker) {
        this.limits = limits;
        this.clock = new LogClock(wall, ticker);
        this.pump = new OutputPump(output -> instances.remove(output.instance(), output));
        pump.start();
    }

    @Override
    public void capture(String function, String instance, int stdout, int stderr) {
        var source = new InstanceOutput.Pipes(function, instance, stdout, stderr);
        var output = new InstanceOutput(source, log(function), limits, clock, pump::flooded);
        instances.put(instance, output);
        if (!pump.add(output)) {
            instances.remove(instance, output);
        }
    }

    @Override
    public void begin(String instance, String invocation) {
        InstanceOutput output = instances.get(instance);
        if (output != null) {
            output.begin(invocation, buffers);
        }
    }

    @Override
    public void end(String instance, String invocation) {
        InstanceOutput output = instances.get(instance);
        if (output != null) {
            output.end(invocation, buffers);
        }
    }

    /** Comes after what the instance wrote so far. */
    @Override
    public void note(String function, String instance, @Nullable String invocation, String text) {
        InstanceOutput output = instances.get(instance);
        if (output != null) {
            output.readNow(buffers, false);
        }
        FunctionLog log = output == null ? log(function) : output.log();
        text.lines()
                .map(line -> new LogLine(clock.millis(), function, instance, "platform", invocation, line))
                .forEach(log::append);
    }

    @Override
    public List<LogLine> tail(String function, LogQuery query) {
        FunctionLog log = functions.get(function);
        return log == null ? List.of() : log.tail(query);
    }

    @Override
    public AutoCloseable follow(String function, LogQuery query, Consumer<LogLine> reader) {
        FunctionLog log = log(function);
        Follower follower = log.follow(query, reader);
        return () -> log.leave(follower);
    }

    /** The function was removed: drops its lines and whatever its instances still write, and leaves its followers. */
    public void forget(String function) {
        FunctionLog log = functions.remove(function);
        if (log != null) {
            log.forget();
        }
    }

    /** Bytes that instances wrote beyond what one may. */
    public long droppedBytes() {
        return lost.bytes();
    }

    /** Lines that gave way to newer ones, in a function's log or before a slow reader. */
    public long droppedLines() {
        return lost.lines();
    }

    /** Stops reading, closes every pipe, leaves every follower; kept lines can still be read. */
    @Override
    public void close() {
        pump.close();
        instances.clear();
        functions.values().forEach(FunctionLog::leaveAll);
    }

    private FunctionLog log(String function) {
        return functions.computeIfAbsent(function, _ -> new FunctionLog(limits, lost));
    }
}
