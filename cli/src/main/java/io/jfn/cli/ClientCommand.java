// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.InvalidInputException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A command that talks to a gateway, or could: the global options may follow it. */
abstract class ClientCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it: the command jfn, or the command that this one belongs to
    private Object parent;

    @Mixin
    private GlobalOptions own = new GlobalOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;

    private @Nullable GatewayApi api;

    @Override
    public final Integer call() {
        try {
            return run().number();
        } catch (InvalidInputException e) {
            throw new CliException(ExitCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    abstract ExitCode run();

    final GatewayApi api() {
        if (api == null) {
            var logins = new DockerLogins(shell().environment(), terminal()::note);
            api = new GatewayApi(options().address(shell().environment()), logins::find);
        }
        return api;
    }

    final Shell shell() {
        return jfn().shell;
    }

    final Terminal terminal() {
        return jfn().shell.terminal();
    }

    final boolean json() {
        return options().json();
    }

    /** Work of which a terminal shows the progress. */
    final <T> T inSteps(Function<DeployProgress, T> work) {
        if (json()) {
            return work.apply(DeployProgress.SILENT);
        }
        try (var progress = new TerminalProgress(terminal())) {
            return work.apply(progress);
        }
    }

    private Jfn jfn() {
        return parent instanceof ClientCommand above ? above.jfn() : (Jfn) parent;
    }

    private GlobalOptions options() {
        return own.over(parent instanceof ClientCommand above ? above.options() : jfn().options);
    }
}
