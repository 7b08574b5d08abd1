// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.IOException;

/** A stream connection over a Unix socket that can carry descriptors: what the worker protocol needs of the kernel. */
interface WorkerConnection extends AutoCloseable {
    /** User id of the process at the other end when it connected. */
    int peerUid();

    /** Blocks until there is something to read; the number of bytes read, or -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException;

    /** Blocks until everything is written. */
    void write(byte[] bytes) throws IOException;

    /** Sends one byte 0x01 and a copy of this descriptor, which stays the caller's to close. Blocks until it is written. */
    void sendDescriptor(int descriptor) throws IOException;

    /** Ends the connection and every read and write that waits on it. Idempotent, any thread. */
    @Override
    void close();
}
