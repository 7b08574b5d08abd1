// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** The commands there are, made only when wanted: reading the annotations of all takes longer than most commands. */
final class Commands {
    /** In the order of the help text. */
    static final List<Entry> ALL = List.of(
            new Entry("up", shell -> new UpCommand(shell.terminal())),
            new Entry("down", shell -> new DownCommand(shell.terminal())),
            new Entry("status", shell -> new StatusCommand(shell.terminal())),
            new Entry("doctor", shell -> new DoctorCommand(shell.terminal())),
            new Entry("selftest", _ -> new SelftestCommand()),
            new Entry("demo", shell -> new DemoCommand(shell.terminal())),
            new Entry("train", shell -> new TrainCommand(shell.terminal())),
            new Entry("init", _ -> new InitCommand()),
            new Entry("deploy", _ -> new DeployCommand()),
            new Entry("build", _ -> BuildCommand.line()),
            new Entry("invoke", _ -> new InvokeCommand()),
            new Entry("list", _ -> new ListCommand()),
            new Entry("describe", _ -> new DescribeCommand()),
            new Entry("logs", _ -> new LogsCommand()),
            new Entry("remove", _ -> new RemoveCommand()),
            new Entry("images", _ -> new ImagesCommand()),
            new Entry("runtimes", _ -> new RuntimesCommand()),
            new Entry("version", _ -> new VersionCommand()),
            new Entry("completion", _ -> new CompletionCommand()),
            new Entry("exit-codes", _ -> new ExitCodesCommand()),
            new Entry("help", _ -> new CommandLine.HelpCommand()));

    /** Commands that look at all the others. */
    private static final List<String> CURIOUS = List.of("help", "completion", "-h", "--help");

    private Commands() {}

    /** A command's name and how it is made. */
    record Entry(String name, Function<Shell, Object> make) {}

    /** Adds the commands that these arguments can mean. */
    static void addTo(CommandLine line, Shell shell, List<String> arguments) {
        List<Entry> meant =
                ALL.stream().filter(entry -> arguments.contains(entry.name())).toList();
        boolean all = meant.isEmpty() || arguments.stream().anyMatch(CURIOUS::contains);
        for (Entry entry : all ? ALL : meant) {
            line.addSubcommand(entry.name(), entry.make().apply(shell));
        }
    }
}
