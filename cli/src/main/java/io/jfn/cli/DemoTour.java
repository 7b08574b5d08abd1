// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jfn.api.FunctionView;
import io.jfn.api.InstanceView;
import io.jfn.api.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deploys the examples one after the other, calls each cold and warm, and lets the bad ones run into their limits. */
final class DemoTour {
    private static final int WARM_CALLS = 5;
    private static final int MOST_BYTES = 1 << 20;
    private static final long SCRIPT_SECONDS = 120;
    private static final int NOT_INSTALLED = 127;

    private final TemporaryNode node;
    private final Terminal terminal;
    private final DemoTally tally = new DemoTally();
    private final List<DemoExample> good = new ArrayList<>();

    DemoTour(TemporaryNode node, Terminal terminal) {
        this.node = node;
        this.terminal = terminal;
    }

    /** A reply, and how long it took from here. */
    private record Call(int status, String outcome, boolean cold, String body, double millis) {}

    DemoTally run(List<Path> folders) {
        node.api().functions(); // the client's own first call is slow, and no function's fault
        for (Path folder : folders) {
            try {
                Optional<String> lack = prepare(folder);
                if (lack.isEmpty()) {
                    var example = DemoExample.read(folder);
                    lack = example.lacks();
                    if (lack.isEmpty()) {
                        visit(example, deploy(example));
                    }
                }
                lack.ifPresent(why -> terminal.note(folder.getFileName() + ": left out: " + why));
            } catch (CliException e) {
                tally.failed();
                terminal.note(folder.getFileName() + ": failed: " + e.getMessage());
            }
        }
        return tally;
    }

    private FunctionView deploy(DemoExample example) {
        try (var progress = new TerminalProgress(terminal)) {
            terminal.note(example.name() + ": deploying");
            FunctionView view = new DeployFlow(node.api(), progress, null).deploy(example.definition());
            tally.deployed();
            return view;
        }
    }

    private void visit(DemoExample example, FunctionView view) {
        if (example.bad()) {
            meet(example, view);
        } else {
            greet(example, view);
        }
    }

    private void greet(DemoExample example, FunctionView view) {
        Call cold = call(example);
        double[] warm = new double[WARM_CALLS];
        boolean right = isRight(example, cold) && cold.cold();
        for (int i = 0; i < WARM_CALLS; i++) {
            Call call = call(example);
            right &= isRight(example, call);
            warm[i] = call.millis();
        }
        Arrays.sort(warm);
        if (right) {
            good.add(example);
        }
        tally.row(view, cold.millis(), warm[WARM_CALLS / 2], peak(example), cold.outcome());
        terminal.note(example.name() + ": " + Printable.of(firstLine(cold.body())));
    }

    /** A bad neighbour runs into its limit while a good one is called all the time. */
    private void meet(DemoExample bad, FunctionView view) {
        var ending = CompletableFuture.supplyAsync(
                () -> call(bad), task -> Thread.ofVirtual().start(task));
        int neighbours = 0;
        if (!good.isEmpty()) {
            do {
                neighbours += isRight(good.getFirst(), call(good.getFirst())) ? 1 : 0;
            } while (!ending.isDone());
        }
        Call end = ending.join();
        isRight(bad, end);
        tally.row(view, -1, -1, -1, end.outcome());
        terminal.note(
                bad.name() + ": " + end.outcome() + " (" + end.status() + ") by its limit of " + bad.limit() + "; "
                        + neighbours + " calls of "
                        + (good.isEmpty() ? "nobody" : good.getFirst().name())
                        + " answered meanwhile\n    " + Printable.of(detail(end)));
    }

    private boolean isRight(DemoExample example, Call call) {
        boolean right =
                call.outcome().equals(example.expectedOutcome()) && call.body().contains(example.expected());
        if (right) {
            tally.answered(1);
        } else {
            tally.failed();
            terminal.note(example.name() + ": failed: it ended as " + call.outcome() + " (" + call.status()
                    + ") and should have ended as " + example.expectedOutcome() + ": " + Printable.of(call.body()));
        }
        return right;
    }

    private Call call(DemoExample example) {
        long began = System.nanoTime();
        HttpResponse<InputStream> response = node.api().invoke(example.name(), example.path(), false, _ -> {});
        try (InputStream in = response.body()) {
            String body = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            double millis = (System.nanoTime() - began) / 1e6;
            var headers = response.headers();
            return new Call(
                    response.statusCode(),
                    headers.firstValue("X-Jfn-Outcome").orElse("unknown"),
                    headers.firstValue("X-Jfn-Cold").filter("true"::equals).isPresent(),
                    body,
                    millis);
        } catch (IOException e) {
            throw new CliException(ExitCode.FUNCTION_FAILED, "the reply broke off: " + e.getMessage(), e);
        }
    }

    private long peak(DemoExample example) {
        return node.api().instances(example.name()).stream()
                .mapToLong(InstanceView::memoryPeakBytes)
                .max()
                .orElse(-1);
    }

    private static String detail(Call call) {
        try {
            String detail = Json.read(call.body(), Detail.class).detail();
            return detail == null ? firstLine(call.body()) : detail;
        } catch (JsonProcessingException _) {
            return firstLine(call.body()); // it is no problem document
        }
    }

    /** What of a problem document is told to people. */
    private record Detail(@Nullable String detail) {}

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Runs an example's script where it has one; gives why it could not. */
    private static Optional<String> prepare(Path folder) {
        Path script = DemoExample.script(folder).orElse(null);
        return script == null ? Optional.empty() : run(script);
    }

    private static Optional<String> run(Path script) {
        @Nullable Process process = null;
        try {
            process = new ProcessBuilder("sh", script.toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said;
            try (InputStream out = process.getInputStream()) {
                said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            if (!process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of(script.getFileName() + " took more than " + SCRIPT_SECONDS + " s");
            }
            return switch (process.exitValue()) {
                case 0 -> Optional.empty();
                case NOT_INSTALLED -> Optional.of(said);
                default ->
                    throw new CliException(
                            ExitCode.FAILED, script.getFileName() + " ended with " + process.exitValue() + ": " + said);
            };
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, script + ": " + e.getMessage(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    void tellHowToTry() {
        terminal.line("");
        terminal.line("serving; try:");
        for (DemoExample example : good) {
            terminal.line("  curl '" + node.api().address().at("/function/" + example.name() + example.path()) + "'");
        }
        terminal.line("Ctrl-C ends it and leaves nothing");
    }
}
