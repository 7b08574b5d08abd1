// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code jfn} itself: what all commands have in common. */
@Command(
        name = "jfn",
        description = "Functions that run in Linux sandboxes: deploy, call, watch.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
final class Jfn implements Callable<Integer> {
    final Shell shell;

    @Mixin
    GlobalOptions options = new GlobalOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text; 'jfn help COMMAND' tells about one command.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show jfn's version.")
    boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    Jfn(Shell shell) {
        this.shell = shell;
    }

    /** Without a command there is nothing to do but tell which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE.number();
    }
}
