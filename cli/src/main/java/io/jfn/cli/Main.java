// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The command {@code jfn}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = execute(Shell.ofThisProcess(), arguments);
        System.out.flush();
        System.exit(code);
    }

    /** Runs one command line; gives the exit code. */
    static int execute(Shell shell, String... arguments) {
        Terminal terminal = shell.terminal();
        List<String> words = Arrays.asList(arguments);
        boolean json = OutputFormat.isJson(words);
        CommandLine line = commandLine(shell, words);
        line.setParameterExceptionHandler((e, _) -> {
            if (e.getCause() instanceof CliException cause) {
                return report(terminal, json, cause.code(), cause.getMessage());
            }
            return report(terminal, json, ExitCode.USAGE, usage(e));
        });
        line.setExecutionExceptionHandler((e, _, _) -> {
            if ("1".equals(shell.environment().get("JFN_DEBUG"))) {
                e.printStackTrace(terminal.err());
            }
            return e instanceof CliException refused
                    ? report(terminal, json, refused.code(), refused.getMessage())
                    : report(terminal, json, ExitCode.FAILED, unexpected(e));
        });
        int code = line.execute(arguments);
        terminal.out().flush();
        return code;
    }

    static CommandLine commandLine(Shell shell, List<String> arguments) {
        Terminal terminal = shell.terminal();
        var line = new CommandLine(new Jfn(shell));
        line.getCommandSpec().version("jfn " + Version.read());
        List<String> footer = new ArrayList<>(List.of("", "Exit codes:"));
        for (ExitCode code : ExitCode.values()) {
            footer.add("  " + code.number() + "  " + code.meaning());
        }
        footer.add("");
        footer.add("With -o json an error is {\"error\":{\"code\",\"exit\",\"message\"}} on standard error.");
        line.getCommandSpec().usageMessage().footer(footer.toArray(new String[0]));
        Commands.addTo(line, shell, arguments);
        line.setExpandAtFiles(false); // @FILE is for the body of a call
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(Help.defaultColorScheme(terminal.fancy() ? Help.Ansi.ON : Help.Ansi.OFF));
        return line;
    }

    /** One line for people; for programs {@code {"error":{"code":…,"exit":…,"message":…}}}, both on standard error. */
    private static int report(Terminal terminal, boolean json, ExitCode code, @Nullable String message) {
        String text = message == null ? code.meaning() : message;
        terminal.out().flush();
        if (json) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", code.name().toLowerCase(Locale.ROOT));
            error.put("exit", code.number());
            error.put("message", text);
            terminal.note(Json.line(Map.of("error", error)));
        } else {
            terminal.note("jfn: " + text);
        }
        return code.number();
    }

    private static String unexpected(Throwable e) {
        return "unexpected " + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage())
                + " (JFN_DEBUG=1 shows where)";
    }

    private static String usage(CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(e.getMessage());
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched && command.equals("jfn")) {
            String word = unmatched.getUnmatched().getFirst();
            if (!word.startsWith("-")) {
                List<String> known =
                        Commands.ALL.stream().map(Commands.Entry::name).toList();
                message = "there is no command '" + Printable.of(word) + "'" + Suggestion.nearest(word, known);
            }
        }
        return message + " (see " + command + " --help)";
    }
}
