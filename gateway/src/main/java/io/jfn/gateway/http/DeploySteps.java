// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.images.Progress;

/** Tells the caller of long work of each step's begin and end and of every hundredth part between. Used by one thread at a time. */
final class DeploySteps implements Progress {
    private static final long PARTS = 100;
    /** Where the total is unknown, this many more units are worth a line. */
    private static final long STRIDE = 8L << 20;

    private final Progress listener;
    private String step = "";
    private long told;

    DeploySteps(Progress listener) {
        this.listener = listener;
    }

    @Override
    public void step(String name, long done, long total) {
        long stride = total > 0 ? Math.max(1, total / PARTS) : STRIDE;
        boolean last = total > 0 && done >= total && told < done;
        if (!name.equals(step) || last || done - told >= stride) {
            step = name;
            told = done;
            listener.step(name, done, total);
        }
    }
}
