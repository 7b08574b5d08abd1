// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jfn invoke}. */
@Command(
        name = "invoke",
        description = "Call a function; its reply goes to standard output as it comes.",
        sortOptions = false)
final class InvokeCommand extends ClientCommand {
    private static final int LARGEST_JSON = 64 << 20;

    @Parameters(index = "0", paramLabel = "NAME", description = "The function.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Path and query, as '/?name=jfn'.")
    private String path = "";

    @Option(
            names = {"-X", "--request"},
            paramLabel = "METHOD",
            description = "The method; GET, or POST with data, when not given.")
    private @Nullable String method;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DATA",
            description = "The body: as it is, from a file as @FILE, or from standard input as -.")
    private @Nullable String data;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "A header; repeatable.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-i", "--include"},
            description = "Show the reply's status and headers before it.")
    private boolean include;

    @Option(names = "--timing", description = "Show what the call cost, on standard error.")
    private boolean timing;

    @Option(names = "--with-token", description = "Send the node's token, for functions with 'auth: token'.")
    private boolean withToken;

    @Override
    ExitCode run() {
        long began = System.nanoTime();
        HttpResponse<InputStream> response = api().invoke(name, path, withToken, this::fill);
        String outcome = response.headers().firstValue("X-Jfn-Outcome").orElse(Outcome.COMPLETED.toString());
        boolean completed = outcome.equals(Outcome.COMPLETED.toString());
        try (InputStream body = response.body()) {
            if (json()) {
                terminal().line(Json.pretty(CallReceipt.of(response, outcome, body.readNBytes(LARGEST_JSON))));
            } else {
                if (include) {
                    head(response);
                }
                stream(body);
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FUNCTION_FAILED, "the reply of '" + name + "' broke off: " + e.getMessage(), e);
        }
        if (timing && !json()) {
            receipt(response, System.nanoTime() - began);
        }
        return completed ? ExitCode.OK : failed(outcome);
    }

    private ExitCode failed(String outcome) {
        String said = "'" + name + "' ended as " + Shown.line(outcome);
        if (outcome.equals(Outcome.NOT_FOUND.toString())) {
            throw new CliException(ExitCode.NOT_FOUND, "there is no function '" + name + "': see jfn list");
        }
        if (outcome.equals(Outcome.UNAUTHORIZED.toString())) {
            throw new CliException(
                    ExitCode.UNAUTHORIZED,
                    "'" + name + "' may be called with the node's token only: add --with-token; "
                            + api().address().tokenHelp());
        }
        throw new CliException(ExitCode.FUNCTION_FAILED, said + ": see jfn logs " + name);
    }

    private void fill(HttpRequest.Builder request) {
        try {
            boolean typed = false;
            for (String header : headers) {
                int colon = header.indexOf(':');
                if (colon <= 0) {
                    throw new CliException(ExitCode.USAGE, "-H: '" + header + "' is not written as 'NAME: VALUE'");
                }
                String key = header.substring(0, colon).strip();
                typed |= key.equalsIgnoreCase("Content-Type");
                request.header(key, header.substring(colon + 1).strip());
            }
            if (data != null && !typed) {
                request.header("Content-Type", contentType(data));
            }
            request.method(method != null ? method.toUpperCase(Locale.ROOT) : data == null ? "GET" : "POST", body());
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private BodyPublisher body() {
        if (data == null) {
            return BodyPublishers.noBody();
        }
        if (data.equals("-")) {
            return BodyPublishers.ofInputStream(shell()::in);
        }
        if (!data.startsWith("@")) {
            return BodyPublishers.ofString(data);
        }
        Path file = Path.of(data.substring(1));
        try {
            return BodyPublishers.ofFile(file);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": there is no such file", e);
        }
    }

    private static String contentType(String data) {
        if (data.startsWith("@") || data.equals("-")) {
            return "application/octet-stream";
        }
        return data.startsWith("{") || data.startsWith("[") ? "application/json" : "text/plain; charset=utf-8";
    }

    private void head(HttpResponse<?> response) {
        terminal().line("HTTP/1.1 " + response.statusCode());
        response.headers()
                .map()
                .forEach((key, values) -> values.forEach(value -> terminal().line(Shown.line(key + ": " + value))));
        terminal().line("");
    }

    private void stream(InputStream body) throws IOException {
        byte[] buffer = new byte[16_384];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            terminal().out().write(buffer, 0, read);
            if (terminal().out().checkError()) {
                return; // whoever read it has gone away
            }
        }
    }

    private void receipt(HttpResponse<?> response, long nanos) {
        List<String> parts = new ArrayList<>();
        CallReceipt.timing(response).forEach((part, millis) -> parts.add(Shown.line(part) + " " + millis + " ms"));
        parts.add("seen from here " + Shown.micros(nanos / 1000));
        terminal().note(String.join(", ", parts));
    }
}
