// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** The descriptors that came with one reply, in order. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReceivedDescriptors(int... numbers) {
    private static final System.Logger LOG = System.getLogger("io.jfn.gateway.worker");

    int get(int index) {
        return numbers[index];
    }

    /** Closes all of them, when nobody wants them. */
    void close() {
        for (int number : numbers) {
            close(new FileDescriptor(number));
        }
    }

    static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing descriptor " + descriptor.intValue() + " failed: " + e.getMessage());
        }
    }
}
