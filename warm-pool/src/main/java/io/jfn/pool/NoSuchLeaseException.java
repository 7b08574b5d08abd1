// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

/** A lease that is over or was never made. */
final class NoSuchLeaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchLeaseException(long number) {
        super("lease " + number + " is over or was never made");
    }
}
