// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.functions.Deployer;
import io.jfn.gateway.functions.GarbageCollection;
import io.jfn.gateway.http.Background;
import io.jfn.gateway.http.NodeToken;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the gateway does at its start, before it takes requests, and from time to time. */
@Singleton
public final class Life {
    private static final long HOUR_MINUTES = 60;

    private final Deployer deployer;
    private final GarbageCollection garbage;
    private final ScheduledExecutorService timer;

    public Life(Deployer deployer, GarbageCollection garbage, @Background ScheduledExecutorService timer) {
        this.deployer = deployer;
        this.garbage = garbage;
        this.timer = timer;
    }

    /** The token is asked for so that its file is there as soon as the gateway answers. */
    void start(@Observes StartupEvent event, NodeToken token) {
        deployer.restore();
        var _ = timer.scheduleWithFixedDelay(garbage::request, 1, HOUR_MINUTES, TimeUnit.MINUTES);
    }
}
