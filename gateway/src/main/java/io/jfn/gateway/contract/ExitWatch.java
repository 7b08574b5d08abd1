// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract;

import io.jfn.gateway.instance.MainProcess;
import io.jfn.gateway.instance.MainProcess.Exit;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells those who lost their connection whether the main process ended too, which the kernel and the worker say a moment
 * later. One registration at the process serves all, so that a function that breaks connections leaves nothing behind.
 */
public final class ExitWatch {
    private static final long PATIENCE_MILLIS = 1000;

    /** Somebody who waits to hear. */
    private static final class Waiter {
        private final EventExecutor loop;
        private final Consumer<Optional<Exit>> told;

        Waiter(EventExecutor loop, Consumer<Optional<Exit>> told) {
            this.loop = loop;
            this.told = told;
        }
    }

    private final Set<Waiter> waiting = new HashSet<>();
    private @Nullable Exit exit;

    public ExitWatch(MainProcess process) {
        process.ended().thenAccept(this::ended);
    }

    /** How the process ended; empty while it lives. */
    public synchronized Optional<Exit> exit() {
        return Optional.ofNullable(exit);
    }

    /** Tells on the loop, once: the exit, as soon as it is known, or nothing when the process still lives after a second. */
    public void learn(EventExecutor loop, Consumer<Optional<Exit>> told) {
        var waiter = new Waiter(loop, told);
        Optional<Exit> known;
        synchronized (this) {
            known = exit();
            if (known.isEmpty()) {
                waiting.add(waiter);
            }
        }
        if (known.isPresent()) {
            loop.execute(() -> told.accept(known));
        } else {
            var _ = loop.schedule(() -> giveUp(waiter), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void giveUp(Waiter waiter) {
        boolean waits;
        synchronized (this) {
            waits = waiting.remove(waiter);
        }
        if (waits) {
            waiter.told.accept(Optional.empty());
        }
    }

    private void ended(Exit how) {
        List<Waiter> all;
        synchronized (this) {
            exit = how;
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        all.forEach(waiter -> waiter.loop.execute(() -> waiter.told.accept(Optional.of(how))));
    }
}
