// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;

/** Work on the disk, whose failure is the store's. */
interface IoCall<T> {
    T run() throws IOException;

    static <T> T guard(String what, IoCall<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new ImageException(Fault.STORE_FAILED, "cannot " + what + ": " + e.getMessage(), e);
        }
    }
}
