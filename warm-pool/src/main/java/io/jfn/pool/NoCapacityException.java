// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** The memory budget has no token for what was asked. */
final class NoCapacityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoCapacityException(long bytes, MemoryBudget budget) {
        super("no " + bytes + " bytes are free for another sandbox (" + budget
                + "): end an instance, ask for less memory, or give the worker more by --memory");
    }
}
