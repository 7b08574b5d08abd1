// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.LogLine;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn logs}. */
@Command(name = "logs", description = "Show what a function wrote, and what the platform has to say about it.")
final class LogsCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "The function.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines as they come.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N lines.")
    private @Nullable Integer tail;

    @Option(names = "--since", paramLabel = "TIME", description = "Only lines not older than this, as 30s, 5m or 1h.")
    private @Nullable String since;

    @Option(names = "--instance", paramLabel = "ID", description = "Only lines of this instance.")
    private @Nullable String instance;

    @Option(names = "--invocation", paramLabel = "ID", description = "Only lines of this invocation.")
    private @Nullable String invocation;

    @Override
    ExitCode run() {
        var time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
        api().logs(name, query(System.currentTimeMillis()), line -> {
            terminal().line(json() ? Json.line(line) : shown(line, time));
            return !terminal().out().checkError(); // whoever read them may have gone away
        });
        return ExitCode.OK;
    }

    private static String shown(LogLine line, DateTimeFormatter time) {
        return time.format(Instant.ofEpochMilli(line.timeMillis())) + " " + Shown.line(line.instance()) + " "
                + Shown.line(line.stream()) + " | " + Shown.line(line.text());
    }

    private String query(long now) {
        List<String> parts = new ArrayList<>();
        if (tail != null) {
            if (tail < 0) {
                throw new CliException(ExitCode.INVALID_INPUT, "--tail: must be 0 or more lines");
            }
            parts.add("tail=" + tail);
        }
        if (since != null) {
            parts.add("since=" + (now - Quantity.millis(new Setting.Word("--since", since))));
        }
        if (instance != null) {
            parts.add("instance=" + encoded(instance));
        }
        if (invocation != null) {
            parts.add("invocation=" + encoded(invocation));
        }
        if (follow) {
            parts.add("follow=true");
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
