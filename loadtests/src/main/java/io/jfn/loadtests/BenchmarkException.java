// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

/** A measurement that cannot be made; the message says what, why, and the way out. */
final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchmarkException(String message) {
        super(message);
    }

    BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
