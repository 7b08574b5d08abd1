// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.IOException;

/** Where gateways connect. */
interface WorkerListener extends AutoCloseable {
    /** Blocks until somebody connects; fails once this is closed. */
    WorkerConnection accept() throws IOException;

    /** Ends it and the accept that waits on it. Idempotent, any thread. */
    @Override
    void close();
}
