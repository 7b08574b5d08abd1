// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.exchange;

import io.jfn.api.Outcome;
import io.netty.buffer.ByteBuf;

/** Who carries out an exchange: told of the request's body and of what becomes of the caller. Calls come in order and never block. */
public interface Carrier {
    /** A piece of the request's body, which the carrier takes over and releases. */
    void requestData(ByteBuf data);

    /** The request's body is complete; told also when there is none. */
    void requestEnd();

    /** The caller reads again after {@link Exchange#write} said no. */
    void replyWanted();

    /**
     * Nobody waits for the reply any more: the caller is gone, the request is too large, or the deadline is over. What is
     * said to the exchange after it is dropped, but {@link Exchange#over} is still owed. A deadline may follow another reason.
     */
    void cancelled(Outcome why);
}
