// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request's body keeps coming as long as somebody reads it. Seconds in which the connection is held back do not
 * count, nor does the time before a caller was told to go on. Confined to the event loop of the connection.
 */
final class BodyPace {
    /** A body's pace is looked at over as many seconds of reading. */
    static final int SECONDS = 30;

    private final int least;
    private long bytes;
    private int seconds;
    private boolean waits;
    private @Nullable Future<?> timer;

    /** @param least bytes a second; 0 for any pace */
    BodyPace(int least) {
        this.least = least;
    }

    /** A body is to come; {@code waits} when its caller wants to be told to go on first. */
    void begin(boolean waits) {
        bytes = 0;
        seconds = 0;
        this.waits = waits;
    }

    void came(int count) {
        bytes += count;
        waits = false;
    }

    void toldToGoOn() {
        waits = false;
    }

    /** Looks from now on; {@code slow} is called once, when the body comes too slowly. */
    void watch(ChannelHandlerContext ctx, Runnable slow) {
        if (least > 0 && timer == null) {
            timer = ctx.executor().schedule(() -> look(ctx, slow), 1, TimeUnit.SECONDS);
        }
    }

    private void look(ChannelHandlerContext ctx, Runnable slow) {
        timer = null;
        if (!waits && ctx.channel().config().isAutoRead() && ++seconds == SECONDS) {
            if (bytes < (long) least * SECONDS) {
                slow.run();
                return;
            }
            begin(false);
        }
        watch(ctx, slow);
    }

    void end() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
