// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of the pieces in which one stream arrives. A line without its end yet is kept, in no more memory than it needs;
 * a line that is too long becomes several, cut between characters. Guarded by the lock of its {@link InstanceOutput}.
 */
final class LineSplitter {
    private static final byte[] NOTHING = {};

    private final int longest;
    private byte[] pending = NOTHING;
    private int length;
    private @Nullable String owner;
    /** A line was just cut, so an end of line right after it ends nothing. */
    private boolean cut;
    /** Bytes up to the next end of line that still belong to a line whose beginning was dropped. */
    private int skip;

    LineSplitter(int longest) {
        this.longest = longest;
    }

    /** Where lines go. */
    @FunctionalInterface
    interface Sink {
        /** False refuses the line and what comes after it. */
        boolean line(byte[] bytes, int from, int to, @Nullable String invocation);
    }

    /** Takes the first {@code size} bytes of a piece; returns how many were dropped since the sink refused them. */
    int take(byte[] piece, int size, @Nullable String invocation, Sink sink) {
        int from = 0;
        int dropped = 0;
        if (skip > 0) {
            int end = endOfLine(piece, 0, Math.min(size, skip));
            from = end < 0 ? Math.min(size, skip) : end + 1;
            skip = end < 0 ? skip - from : 0;
            dropped = from;
        }
        while (from < size) {
            int limit = Math.min(size, from + longest - length);
            int end = endOfLine(piece, from, limit);
            boolean taken;
            if (end >= 0) {
                taken = (end == from && cut && length == 0) || line(piece, from, end, invocation, sink);
                cut = false;
                limit = end + 1;
            } else {
                keep(piece, from, limit, invocation);
                taken = length < longest || cut(sink);
                if (!taken) {
                    length -= limit - from;
                }
            }
            if (!taken) {
                return dropped + drop(piece, from, size);
            }
            from = limit;
        }
        return dropped;
    }

    /** Drops the first {@code size} bytes of a piece and the line it goes on with; returns how many bytes that were. */
    int drop(byte[] piece, int size) {
        return drop(piece, 0, size);
    }

    private int drop(byte[] piece, int from, int size) {
        int dropped = length + size - from;
        forget();
        cut = false;
        skip = piece[size - 1] == '\n' ? 0 : longest;
        return dropped;
    }

    /** Ends a line that has no end yet; returns how many bytes were dropped since the sink refused them. */
    int flush(Sink sink) {
        if (length == 0) {
            return 0;
        }
        int bytes = length;
        boolean taken = sink.line(pending, 0, withoutReturn(pending, 0, length), owner);
        forget();
        cut = false;
        return taken ? 0 : bytes;
    }

    boolean holdsPart() {
        return length > 0;
    }

    /** To whom the line without its end belongs. */
    @Nullable
    String owner() {
        return owner;
    }

    private boolean line(byte[] piece, int from, int end, @Nullable String invocation, Sink sink) {
        if (length == 0) {
            return sink.line(piece, from, withoutReturn(piece, from, end), invocation);
        }
        keep(piece, from, end, invocation);
        boolean taken = sink.line(pending, 0, withoutReturn(pending, 0, length), owner);
        if (taken) {
            forget();
        } else {
            length -= end - from; // counted with the piece
        }
        return taken;
    }

    /** Hands on the longest line there may be, all but a character that is not complete. */
    private boolean cut(Sink sink) {
        int end = wholeCharacters(pending, length);
        if (!sink.line(pending, 0, end, owner)) {
            return false;
        }
        System.arraycopy(pending, end, pending, 0, length - end);
        length -= end;
        cut = true;
        if (length == 0) {
            forget();
        }
        return true;
    }

    private void keep(byte[] piece, int from, int to, @Nullable String invocation) {
        if (length == 0) {
            owner = invocation;
        } else if (!Objects.equals(owner, invocation)) {
            owner = null;
        }
        int wanted = length + to - from;
        if (pending.length < wanted) {
            pending = Arrays.copyOf(pending, length == 0 ? wanted : Math.min(longest, Math.max(wanted, 2 * length)));
        }
        System.arraycopy(piece, from, pending, length, to - from);
        length = wanted;
    }

    private void forget() {
        pending = NOTHING;
        length = 0;
        owner = null;
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int withoutReturn(byte[] bytes, int from, int end) {
        return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    /** The length of what is whole in UTF-8; bytes that never become a character stay where they are. */
    private static int wholeCharacters(byte[] bytes, int length) {
        for (int back = 1; back <= 3 && back < length; back++) {
            int value = bytes[length - back] & 0xff;
            if (value >= 0xc0) {
                int needed = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
                return needed > back ? length - back : length;
            }
            if (value < 0x80) {
                return length;
            }
        }
        return length;
    }
}
