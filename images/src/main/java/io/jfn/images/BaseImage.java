// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a function's folder stands on.
 *
 * @param layers digests of its unpacked layers, lowest first
 * @param env the environment that its programs expect
 */
record BaseImage(List<Digest> layers, Map<String, String> env) {
    BaseImage {
        layers = List.copyOf(layers);
        env = Collections.unmodifiableMap(new TreeMap<>(env)); // in one order whatever made it
    }

    /** The one layer that was made from the machine. */
    static BaseImage ofMachine(FunctionRuntime runtime, Digest layer) {
        Map<String, String> env = runtime == FunctionRuntime.JAVA
                ? Map.of("PATH", "/opt/java/bin:" + Environment.PATH, "JAVA_HOME", "/opt/java")
                : Map.of();
        return new BaseImage(List.of(layer), env);
    }
}
