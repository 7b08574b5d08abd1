// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.worker.Binding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was claimed lately, and says for which bindings sandboxes should be bound ahead: those that came twice or more
 * within the horizon, as many as came, within limits. Not for several threads; time is the caller's monotonic nanoseconds.
 */
final class BindingDemand {
    static final long HORIZON = 60_000_000_000L;
    /** Bound ahead for one binding at most. */
    static final int MOST_EACH = 4;

    private static final int MOST_REMEMBERED = 1024;

    private final int ceiling;
    // In the order of their last claims.
    private final LinkedHashMap<Binding, Claims> lately = new LinkedHashMap<>();

    /** {@code ceiling} sandboxes are bound ahead at most, over all bindings. */
    BindingDemand(int ceiling) {
        this.ceiling = ceiling;
    }

    void claimed(Binding binding, long now) {
        Claims known = lately.remove(binding);
        lately.put(binding, known == null || known.isOld(now) ? new Claims(now, 1) : known.next(now));
        if (lately.size() > MOST_REMEMBERED) {
            lately.pollFirstEntry();
        }
    }

    /** As if it had never been claimed. */
    void forget(Binding binding) {
        lately.remove(binding);
    }

    void clear() {
        lately.clear();
    }

    /** Of which binding one more is wanted, the most lately claimed first, given what is bound; null for none. */
    @Nullable
    Binding missing(Map<Binding, Integer> bound, long now) {
        if (bound.values().stream().mapToInt(Integer::intValue).sum() >= ceiling) {
            return null;
        }
        for (var entry : lately.sequencedEntrySet().reversed()) {
            if (entry.getValue().isOld(now)) {
                return null;
            }
            if (bound.getOrDefault(entry.getKey(), 0) < entry.getValue().wanted()) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Whether one that is bound ahead is to go, because its binding was not claimed within the horizon. */
    boolean isOver(Binding binding, long now) {
        Claims known = lately.get(binding);
        return known == null || known.isOld(now);
    }

    private record Claims(long last, int count) {
        Claims next(long now) {
            return new Claims(now, count + 1);
        }

        boolean isOld(long now) {
            return now - last > HORIZON;
        }

        int wanted() {
            return count < 2 ? 0 : Math.min(count, MOST_EACH);
        }
    }
}
