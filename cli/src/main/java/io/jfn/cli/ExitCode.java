// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

/** How {@code jfn} ends: the table of exit codes that scripts may rely on. */
public enum ExitCode {
    OK(0, "done"),
    FAILED(1, "it was tried and did not work"),
    USAGE(2, "the command line makes no sense"),
    INVALID_INPUT(3, "a file or value given is not valid"),
    NOT_REACHABLE(4, "the gateway does not answer"),
    NOT_FOUND(5, "there is no such object"),
    UNAUTHORIZED(6, "the token is missing or wrong"),
    FUNCTION_FAILED(7, "the function was called and failed"),
    HOST_UNFIT(8, "this machine cannot run jfn as it is");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
