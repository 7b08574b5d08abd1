// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One run of {@code jfn} in this process, with what it wrote. */
final class CommandLineRun {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private boolean fancy;
    private String input = "";

    static CommandLineRun at(GatewayDouble gateway) {
        return new CommandLineRun().with("JFN_GATEWAY", gateway.url()).with("JFN_TOKEN", GatewayDouble.TOKEN);
    }

    CommandLineRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CommandLineRun fancy() {
        fancy = true;
        return this;
    }

    CommandLineRun input(String text) {
        input = text;
        return this;
    }

    int run(String... arguments) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                fancy);
        return Main.execute(
                new Shell(terminal, environment, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))),
                arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
