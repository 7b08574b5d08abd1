// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/** What a function that is deployed as a folder of source or binaries runs on. */
public enum FunctionRuntime {
    PYTHON3("python3"),
    NODE("node"),
    JAVA("java"),
    NATIVE("native");

    private final String label;

    FunctionRuntime(String label) {
        this.label = label;
    }

    /** The word used in {@code function.yaml} and in JSON. */
    @Override
    public String toString() {
        return label;
    }
}
