// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that may stand before a command and after it; those after it count more. */
final class GlobalOptions {
    private static final String GATEWAY = "http://127.0.0.1:8080";
    private static final String STATE = "/var/lib/jfn";

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "Where the gateway is; else JFN_GATEWAY, else " + GATEWAY + ".")
    @Nullable
    String gateway;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token of the node; else JFN_TOKEN, else what is in STATE/gateway/token.")
    @Nullable
    String token;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State folder of a node on this machine; else JFN_STATE, else " + STATE + ".")
    @Nullable
    Path state;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|table",
            converter = Formats.class,
            description = "How results, and errors, are written; table when not given.")
    @Nullable
    OutputFormat output;

    /** These options where they were given, else the outer ones. */
    GlobalOptions over(GlobalOptions outer) {
        var both = new GlobalOptions();
        both.gateway = gateway != null ? gateway : outer.gateway;
        both.token = token != null ? token : outer.token;
        both.state = state != null ? state : outer.state;
        both.output = output != null ? output : outer.output;
        return both;
    }

    GatewayAddress address(Map<String, String> environment) {
        String url = gateway != null ? gateway : environment.getOrDefault("JFN_GATEWAY", GATEWAY);
        return new GatewayAddress(
                GatewayAddress.parse(url),
                token != null ? token : environment.get("JFN_TOKEN"),
                state(environment).resolve("gateway/token"));
    }

    Path state(Map<String, String> environment) {
        return state != null ? state : Path.of(environment.getOrDefault("JFN_STATE", STATE));
    }

    boolean json() {
        return output == OutputFormat.JSON;
    }

    static final class Formats implements picocli.CommandLine.ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return OutputFormat.parse(word);
        }
    }
}
