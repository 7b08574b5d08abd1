// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import java.util.concurrent.atomic.LongAdder;

/** Counts what functions wrote and nobody can read any more; two adders, no lock. */
final class LostOutput {
    private final LongAdder bytes = new LongAdder();
    private final LongAdder lines = new LongAdder();

    void bytes(int more) {
        bytes.add(more);
    }

    void lines(int more) {
        if (more > 0) {
            lines.add(more);
        }
    }

    long bytes() {
        return bytes.sum();
    }

    long lines() {
        return lines.sum();
    }
}
