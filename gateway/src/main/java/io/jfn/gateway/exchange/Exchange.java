// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * One invocation between its caller and the contract that carries it out: the caller's request, and where the reply goes.
 * Methods may be called from any thread, one at a time and in order; none blocks. What comes after the reply is complete
 * or the exchange was cancelled is dropped, and its buffers are released.
 */
public interface Exchange {
    /** The invocation's id, a UUID. */
    String id();

    RequestHead request();

    /** When the invocation must be over, by {@link System#nanoTime}. */
    long deadlineNanos();

    /** Names who carries it out; called once, first. The request's body begins to flow. */
    void begin(Carrier carrier);

    /** The carrier has no room for more of the request's body; a few pieces may still come. */
    void pauseRequest();

    void resumeRequest();

    /** The reply's status and headers as the function gave them; hop-by-hop ones are taken out here. Once, before the body. */
    void head(int status, HttpHeaders headers);

    /**
     * A piece of the reply's body, taken over and released here. False when the caller reads too slowly: then no more
     * should be written before {@link Carrier#replyWanted}; what is written all the same is kept.
     */
    boolean write(ByteBuf data);

    /** The reply is complete. */
    void end();

    /** The invocation failed; before the head the caller gets a problem document, after it a broken connection. */
    void fail(Failure failure);

    /**
     * The instance is done with the invocation, which gives the lease back: {@code true} when it can take another, false
     * when it must end. Called exactly once, after everything else; it may come long after the reply, or after a cancel.
     */
    void over(boolean reusable);
}
