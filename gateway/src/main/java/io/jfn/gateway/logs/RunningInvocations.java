// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Whose an instance's output can be: its invocations that ran at any time since its pipes were last known to be empty. Bytes
 * read then belong to an invocation only if it was the only one. Owner: its monitor guards all of it and is held for a few
 * field accesses, so it may be entered from any thread.
 */
final class RunningInvocations {
    private final ArrayList<String> running = new ArrayList<>(1);
    private @Nullable String possible;
    private boolean several;
    private @Nullable String possibleNext;
    private boolean severalNext;
    private boolean fresh = true;

    synchronized void begin(String invocation) {
        running.add(invocation);
        fresh = false;
        if (several || possible != null) {
            several = true;
        } else {
            possible = invocation;
        }
        if (severalNext || possibleNext != null) {
            severalNext = true;
        } else {
            possibleNext = invocation;
        }
    }

    /** It may still be the owner of bytes in the pipes. */
    synchronized void end(String invocation) {
        running.remove(invocation);
    }

    /** Before the pipes are read: what {@link #pipesWereEmpty} refers to. */
    synchronized void pipesAreRead() {
        several = several || running.size() > 1;
        severalNext = running.size() > 1;
        possibleNext = running.isEmpty() ? null : running.getFirst();
    }

    /** At some time since {@link #pipesAreRead} there was nothing in any of the pipes. */
    synchronized void pipesWereEmpty() {
        possible = possibleNext;
        several = severalNext;
    }

    /** The owner of bytes that were just read. */
    synchronized @Nullable String owner() {
        return several ? null : possible;
    }

    synchronized boolean contains(String invocation) {
        return running.contains(invocation);
    }

    /** Whether none ever began. */
    synchronized boolean fresh() {
        return fresh;
    }
}
