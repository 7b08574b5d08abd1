// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest lines of a function in bounded memory, none of which is taken before there are lines. Guarded by the lock of
 * its {@link FunctionLog}.
 */
final class LineRing {
    /** A line's record, its string and their places in queues. */
    private static final int LINE_OVERHEAD = 104;

    private final int limit;
    private final ArrayDeque<LogLine> lines = new ArrayDeque<>(1);
    private long bytes;

    LineRing(int limit) {
        this.limit = limit;
    }

    /** Returns how many older lines gave way. */
    int add(LogLine line) {
        lines.add(line);
        bytes += cost(line);
        int gone = 0;
        while (bytes > limit && lines.size() > 1) {
            bytes -= cost(lines.remove());
            gone++;
        }
        return gone;
    }

    void clear() {
        lines.clear();
        bytes = 0;
    }

    LogLine[] all() {
        return lines.toArray(LogLine[]::new);
    }

    /** What the lines cost in memory, about. */
    long bytes() {
        return bytes;
    }

    /** The newest lines that a query asks for, oldest first. */
    static List<LogLine> newest(LogLine[] lines, LogQuery query) {
        var found = new ArrayList<LogLine>();
        for (int i = lines.length - 1; i >= 0 && found.size() < query.tail(); i--) {
            if (matches(query, lines[i])) {
                found.add(lines[i]);
            }
        }
        return found.reversed().stream().toList();
    }

    static boolean matches(LogQuery query, LogLine line) {
        return line.timeMillis() >= query.sinceMillis()
                && (query.instance() == null || query.instance().equals(line.instance()))
                && (query.invocation() == null || query.invocation().equals(line.invocation()));
    }

    /** What a line costs in memory, at most about. */
    static int cost(LogLine line) {
        // Two bytes a character as soon as one needs them; to look is not worth it.
        return LINE_OVERHEAD + 2 * line.text().length();
    }
}
