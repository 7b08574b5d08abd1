// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import java.util.Map;

/** Ends a registry request with one of the specification's error codes. */
final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    RegistryException(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    RegistryException(int status, String code, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    static RegistryException unsupported() {
        return new RegistryException(405, "UNSUPPORTED", "this path does not take this method");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }
}
