// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

/** A message that breaks the worker protocol; the connection it came over is closed. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
