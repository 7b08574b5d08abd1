// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

/** A command that could not do what it was asked; the message names the object, the reason and the way out. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode code;

    CliException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    CliException(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
