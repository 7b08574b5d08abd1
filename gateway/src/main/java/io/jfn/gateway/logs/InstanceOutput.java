// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The two pipes of one instance and what comes out of them. Owner: {@code lock} guards the readers, the allowance and the
 * gap, and is held for one reading; the pump waits for it, the invocation path only tries for some microseconds. Under it the locks of
 * {@link RunningInvocations} and {@link FunctionLog} are taken, never the other way round.
 */
final class InstanceOutput {
    /** Some 20 µs. */
    private static final int TRIES = 500;

    private final String function;
    private final String instance;
    private final List<PipeReader> pipes;
    private final FunctionLog log;
    private final LogClock clock;
    private final Consumer<InstanceOutput> flooded;
    private final ReentrantLock lock = new ReentrantLock();
    private final RunningInvocations invocations = new RunningInvocations();
    private final OutputAllowance allowance;
    /** The invocation path found the lock taken; whoever has it reads once more. */
    private volatile boolean askedToRead;

    private long nanos;
    private long millis;
    private long gap;
    private boolean inGap;
    private boolean wrote;
    private @Nullable String gapOwner;

    InstanceOutput(Pipes source, FunctionLog log, LogLimits limits, LogClock clock, Consumer<InstanceOutput> flooded) {
        this.function = source.function();
        this.instance = source.instance();
        this.pipes = List.of(
                new PipeReader("stdout", source.stdout(), limits), new PipeReader("stderr", source.stderr(), limits));
        this.log = log;
        this.clock = clock;
        this.flooded = flooded;
        this.allowance = new OutputAllowance(limits, clock.nanos());
    }

    /** Where an instance's output comes from. */
    record Pipes(String function, String instance, int stdout, int stderr) {}

    String instance() {
        return instance;
    }

    /** The numbers of its descriptors, before anything is read. */
    List<Integer> descriptors() {
        return pipes.stream().map(PipeReader::descriptor).toList();
    }

    FunctionLog log() {
        return log;
    }

    /** What the instance wrote before its first invocation is nobody's. */
    void begin(String invocation, ReadBuffers buffers) {
        if (invocations.fresh()) {
            readNow(buffers, true);
        }
        invocations.begin(invocation);
    }

    void end(String invocation, ReadBuffers buffers) {
        invocations.end(invocation);
        readNow(buffers, false);
    }

    /** Reads what is there on the caller's thread; if another reads just now, has that one do it and does not wait. */
    void readNow(ReadBuffers buffers, boolean endLines) {
        askedToRead = true;
        while (askedToRead && acquired()) {
            ReadBuffer buffer = buffers.take();
            try {
                askedToRead = false;
                pass(buffer);
                if (endLines) {
                    pipes.forEach(this::endLine);
                }
            } finally {
                lock.unlock();
                buffers.giveBack(buffer);
            }
        }
    }

    /** Takes the lock unless its holder keeps it for longer than a usual reading; nobody is waited for that does not run. */
    private boolean acquired() {
        for (int i = 0; i < TRIES; i++) {
            if (lock.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Reads what is there for the pump and closes pipes that have ended, each after {@code closing} was told, under the lock. */
    void read(ReadBuffer buffer, Consumer<PipeReader> closing) {
        do {
            lock.lock();
            try {
                askedToRead = false;
                pass(buffer);
                closePipes(closing, PipeReader::ended);
                if (closed()) {
                    inGap = false;
                    tellGap();
                }
            } finally {
                lock.unlock();
            }
        } while (askedToRead);
    }

    /** Whether nobody read anything since this was asked, and no gap is to be ended. */
    boolean silentSinceLastAsked() {
        lock.lock();
        try {
            boolean silent = !wrote && !inGap;
            wrote = false;
            return silent;
        } finally {
            lock.unlock();
        }
    }

    /** Has the poller report its pipes, or no longer. */
    void watch(PipePoller poller, boolean on) throws IOException {
        lock.lock();
        try {
            for (PipeReader pipe : pipes) {
                pipe.watch(poller, on);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is nothing to read any more. */
    boolean closed() {
        lock.lock();
        try {
            return pipes.stream().allMatch(PipeReader::closed);
        } finally {
            lock.unlock();
        }
    }

    void close(Consumer<PipeReader> closing) {
        lock.lock();
        try {
            closePipes(closing, _ -> true);
        } finally {
            lock.unlock();
        }
    }

    private void closePipes(Consumer<PipeReader> closing, Predicate<PipeReader> which) {
        for (PipeReader pipe : pipes) {
            if (!pipe.closed() && which.test(pipe)) {
                endLine(pipe);
                closing.accept(pipe);
                pipe.close();
            }
        }
    }

    private void pass(ReadBuffer buffer) {
        nanos = clock.nanos();
        millis = clock.millis();
        inGap = inGap && allowance.refusing(nanos);
        invocations.pipesAreRead();
        boolean empty = true;
        for (PipeReader pipe : pipes) {
            empty &= pipe.read(buffer, invocations::owner, this::take);
        }
        if (empty) {
            invocations.pipesWereEmpty();
        }
        for (PipeReader pipe : pipes) {
            String owner = pipe.lines().owner();
            if (owner != null && !invocations.contains(owner)) {
                endLine(pipe);
            }
        }
        tellGap();
    }

    private void endLine(PipeReader pipe) {
        String owner = pipe.lines().owner();
        dropped(pipe.lines().flush(sink(pipe)), owner);
    }

    private void take(PipeReader pipe, byte[] bytes, int size, @Nullable String owner) {
        wrote = true;
        int dropped = inGap ? pipe.lines().drop(bytes, size) : pipe.lines().take(bytes, size, owner, sink(pipe));
        dropped(dropped, owner);
    }

    private LineSplitter.Sink sink(PipeReader pipe) {
        return (bytes, from, to, owner) -> {
            if (inGap || !allowance.admits(to - from, nanos)) {
                return false;
            }
            tellGap();
            append(pipe.stream(), owner, new String(bytes, from, to - from, StandardCharsets.UTF_8));
            return true;
        };
    }

    private void append(String stream, @Nullable String owner, String text) {
        log.append(new LogLine(millis, function, instance, stream, owner, text));
    }

    private void dropped(int bytes, @Nullable String owner) {
        if (bytes == 0) {
            return;
        }
        if (gap == 0) {
            gapOwner = owner;
        } else if (!Objects.equals(gapOwner, owner)) {
            gapOwner = null;
        }
        gap += bytes;
        log.droppedBytes(bytes);
        if (!inGap && allowance.refusing(nanos)) {
            inGap = true;
            flooded.accept(this);
        }
    }

    private void tellGap() {
        if (gap > 0 && !inGap) {
            append("platform", gapOwner, "… " + gap + " bytes of output dropped");
            gap = 0;
        }
    }
}
