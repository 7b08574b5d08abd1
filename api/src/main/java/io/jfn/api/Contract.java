// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

/** How a function's main process is spoken to. */
public enum Contract {
    /** It listens on {@code $PORT} for HTTP/1.1 (Knative runtime contract, Cloud Run container contract). */
    HTTP("http"),
    /** It asks for work over the AWS Lambda Runtime API at {@code $AWS_LAMBDA_RUNTIME_API}. */
    LAMBDA("lambda");

    private final String label;

    Contract(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
