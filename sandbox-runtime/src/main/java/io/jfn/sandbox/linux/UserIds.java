// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.SandboxException;
import java.util.HashSet;
import java.util.Set;

/**
 * S1: gives each sandbox a user id of its own out of a billion, one after the other, so that an id comes back only after
 * all others. Guarded by itself.
 */
final class UserIds {
    static final int FIRST = 0x3000_0000;
    static final int COUNT = 0x4000_0000;

    private final Set<Integer> taken = new HashSet<>();
    private int next;

    /** Begins at {@code start} places after the first; a random one keeps clear of an earlier worker's. */
    UserIds(int start) {
        next = Math.floorMod(start, COUNT);
    }

    synchronized int take() {
        for (int tried = 0; tried <= taken.size(); tried++) {
            int id = FIRST + next;
            next = (next + 1) % COUNT;
            if (taken.add(id)) {
                return id;
            }
        }
        throw new SandboxException("S1 take user id", "all ids", 0, "no id is free", null);
    }

    synchronized void giveBack(int id) {
        taken.remove(id);
    }

    synchronized int inUse() {
        return taken.size();
    }
}
