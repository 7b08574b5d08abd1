// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock for each function that somebody changes right now: changes of one function wait for each other, in turn. */
final class NamedLocks {
    private final Map<FunctionName, Turn> turns = new HashMap<>();

    <T> T within(FunctionName name, Supplier<T> work) {
        Turn turn = enter(name);
        turn.lock.lock();
        try {
            return work.get();
        } finally {
            turn.lock.unlock();
            leave(name, turn);
        }
    }

    private synchronized Turn enter(FunctionName name) {
        Turn turn = turns.computeIfAbsent(name, _ -> new Turn());
        turn.wanted++;
        return turn;
    }

    private synchronized void leave(FunctionName name, Turn turn) {
        turn.wanted--;
        if (turn.wanted == 0) {
            turns.remove(name);
        }
    }

    /** One function's lock, and how many hold it or wait for it; the count is guarded by the map's owner. */
    private static final class Turn {
        final ReentrantLock lock = new ReentrantLock(true);
        int wanted;
    }
}
