// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** Closes descriptors that the runtime handed out. */
@FunctionalInterface
interface DescriptorCloser {
    void close(int descriptor);
}
