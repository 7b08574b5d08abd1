// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One invocation's reply on its way from the instance to the caller: what is given leaves when the loop's turn ends, and
 * who gives it is slowed to the caller's pace. On the event loop of the caller's connection, but for {@link #post}.
 */
final class ReplySide implements Runnable {
    private final Reply reply;
    private final LoopMailbox mailbox;
    private final Runnable wanted;
    private final ReplyPressure pressure = new ReplyPressure();
    private boolean begun;
    private boolean tick;
    private boolean watched;

    /** @param wanted is called when who was told to stop may go on */
    ReplySide(Reply reply, LoopMailbox mailbox, Runnable wanted) {
        this.reply = reply;
        this.mailbox = mailbox;
        this.wanted = wanted;
    }

    boolean isBegun() {
        return begun;
    }

    /** Takes the head. Returns why it can not be passed on, or null. */
    @Nullable
    String head(int status, HttpHeaders headers, Receipt receipt, Tenure tenure) {
        begun = true;
        String flaw = reply.head(status, headers, receipt, tenure.isCold(), tenure.instanceId());
        if (flaw == null) {
            flushSoon();
        }
        return flaw;
    }

    /** Brings a piece to the loop, where {@code take} gets it. False when no more should follow. */
    boolean post(ByteBuf data, Consumer<ByteBuf> take) {
        int bytes = data.readableBytes();
        boolean more = pressure.posting(bytes);
        mailbox.post(() -> {
            take.accept(data);
            if (pressure.arrived(bytes)) {
                wanted.run();
            }
        });
        return more;
    }

    /** Takes a piece of the body over. False when no more should follow. */
    boolean write(ByteBuf data) {
        boolean more = reply.write(data);
        if (!more) {
            pressure.full();
            if (!watched) {
                watched = true;
                reply.whenWritable(_ -> {
                    pressure.relieved();
                    wanted.run();
                });
            }
        }
        return more;
    }

    /** The body is complete. Returns why the reply can not be passed on, or null. */
    @Nullable
    String end() {
        if (!begun) {
            return "the function's reply ended before it began";
        }
        return reply.end() ? null : "the function's reply is shorter than its Content-Length";
    }

    void flushSoon() {
        if (!tick) {
            tick = true;
            mailbox.loop().execute(this);
        }
    }

    /** The loop's turn is over. */
    @Override
    public void run() {
        tick = false;
        reply.flush();
    }
}
