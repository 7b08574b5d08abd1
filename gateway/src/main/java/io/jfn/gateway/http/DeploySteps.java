// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.DeployEvent;
import io.jfn.images.Progress;
import java.util.function.Consumer;

/** Tells a deploy's caller of each step's begin and end and of every hundredth part between. Used by one thread. */
final class DeploySteps implements Progress {
    private static final long PARTS = 100;
    /** Where the total is unknown, this many more units are worth a line. */
    private static final long STRIDE = 8L << 20;

    private final Consumer<DeployEvent> events;
    private String step = "";
    private long told;

    DeploySteps(Consumer<DeployEvent> events) {
        this.events = events;
    }

    @Override
    public void step(String name, long done, long total) {
        long stride = total > 0 ? Math.max(1, total / PARTS) : STRIDE;
        boolean last = total > 0 && done >= total && told < done;
        if (!name.equals(step) || last || done - told >= stride) {
            step = name;
            told = done;
            events.accept(new DeployEvent(name, done, total, null, null));
        }
    }
}
