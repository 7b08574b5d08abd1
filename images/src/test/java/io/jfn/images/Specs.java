// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import java.util.List;
import java.util.Map;

/** Specifications of functions for tests. */
final class Specs {
    private Specs() {}

    static FunctionSpec handler(FunctionRuntime runtime, String source, String handler) {
        return spec(runtime, null, source, handler, List.of());
    }

    /** A handler function with one more variable. */
    static FunctionSpec handler(FunctionRuntime runtime, String source, String handler, String name, String value) {
        return new FunctionSpec(
                "hello",
                runtime,
                null,
                source,
                handler,
                List.of(),
                null,
                0,
                null,
                0,
                0,
                null,
                Map.of(name, value),
                Map.of(),
                null,
                null,
                Map.of());
    }

    static FunctionSpec command(FunctionRuntime runtime, String source, String... command) {
        return spec(runtime, null, source, null, List.of(command));
    }

    static FunctionSpec image(String image, String... command) {
        return spec(null, image, null, null, List.of(command));
    }

    private static FunctionSpec spec(
            FunctionRuntime runtime, String image, String source, String handler, List<String> command) {
        return new FunctionSpec(
                "hello",
                runtime,
                image,
                source,
                handler,
                command,
                null,
                0,
                null,
                0,
                0,
                null,
                Map.of("MODE", "test"),
                Map.of(),
                null,
                null,
                Map.of());
    }
}
