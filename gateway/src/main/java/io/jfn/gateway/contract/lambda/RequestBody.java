// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Where the body of one call of the runtime goes, and what is done when it is complete. */
interface RequestBody {
    /** A piece, taken over and released here. */
    void data(ByteBuf data);

    void end(HttpHeaders trailers);
}
