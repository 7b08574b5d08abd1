// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** Where a sandbox is in its life; it goes one way, but for pausing, and nothing leads back to {@link #EMPTY}. */
enum SandboxState {
    /** Made ahead, nobody's. */
    EMPTY,
    /** Somebody's for good, no process in it yet. */
    BOUND,
    RUNNING,
    PAUSED,
    DEAD;

    /** Whether a main process may be told something. */
    boolean isAlive() {
        return this == RUNNING || this == PAUSED;
    }

    boolean canBecome(SandboxState next) {
        return switch (this) {
            case EMPTY -> next == BOUND || next == DEAD;
            case BOUND -> next == RUNNING || next == DEAD;
            case RUNNING -> next == PAUSED || next == DEAD;
            case PAUSED -> next == RUNNING || next == DEAD;
            case DEAD -> false;
        };
    }
}
