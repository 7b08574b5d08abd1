// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn completion}. */
@Command(
        name = "completion",
        description = "Write a completion script: source <(jfn completion bash). It serves zsh as well.")
final class CompletionCommand extends ClientCommand {
    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private String shell = "";

    @Override
    ExitCode run() {
        if (!List.of("bash", "zsh").contains(shell)) {
            throw new CliException(ExitCode.USAGE, "no completion for '" + shell + "': there is bash and zsh");
        }
        terminal().line(AutoComplete.bash("jfn", Main.commandLine(shell(), List.of("completion"))));
        return ExitCode.OK;
    }
}
