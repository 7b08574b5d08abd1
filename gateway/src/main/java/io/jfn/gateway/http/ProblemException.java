// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.FunctionName;
import io.jfn.api.Printable;
import io.jfn.api.Problem;

/** Ends a request with a problem document. */
final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    static ProblemException unknownFunction(String name) {
        return new ProblemException(Problem.of(
                "not_found",
                404,
                "there is no function '" + Printable.of(name) + "' on this node: deploy it, or see GET /v1/functions"));
    }

    static ProblemException unknownFunction(FunctionName name) {
        return unknownFunction(name.value());
    }

    Problem problem() {
        return problem;
    }
}
