// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What of a folder is not sent: rules in the manner of {@code .gitignore}, of which the last that fits a path decides.
 * Known are {@code #}, {@code !}, {@code *}, {@code ?}, {@code **}, a leading and a trailing {@code /}. A folder that is
 * left out takes all that is in it along.
 */
record IgnoreRules(List<Rule> rules) {
    static final String NAME = ".jfnignore";
    private static final int LARGEST = 1 << 16;

    /** Never of use to a function; a rule {@code !target} takes one back. */
    private static final List<String> USUAL = List.of(".git", "/target/", "__pycache__/", "/" + NAME);

    /** One line of the file. */
    record Rule(Pattern path, boolean foldersOnly, boolean leavesOut) {}

    /** The rules of a folder: the usual ones, then those of its {@code .jfnignore}. */
    static IgnoreRules of(Path folder) {
        Path file = folder.resolve(NAME);
        List<String> lines = new ArrayList<>(USUAL);
        if (Files.exists(file)) {
            try {
                if (Files.size(file) > LARGEST) {
                    throw new CliException(ExitCode.INVALID_INPUT, file + ": is larger than 64 KiB");
                }
                lines.addAll(Files.readAllLines(file));
            } catch (IOException e) {
                throw new CliException(ExitCode.INVALID_INPUT, file + ": cannot be read as UTF-8 text", e);
            }
        }
        return parse(lines);
    }

    static IgnoreRules parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            boolean leavesOut = !text.startsWith("!");
            String glob = leavesOut ? text : text.substring(1);
            boolean foldersOnly = glob.endsWith("/");
            glob = foldersOnly ? glob.substring(0, glob.length() - 1) : glob;
            boolean anchored = glob.contains("/");
            rules.add(new Rule(
                    Pattern.compile(
                            (anchored ? "" : "(?:.*/)?") + regex(glob.startsWith("/") ? glob.substring(1) : glob)),
                    foldersOnly,
                    leavesOut));
        }
        return new IgnoreRules(rules);
    }

    /** Whether a path, given relative to the folder and with {@code /} between its parts, is left out. */
    boolean leaveOut(String path, boolean folder) {
        for (Rule rule : rules.reversed()) {
            if ((folder || !rule.foldersOnly()) && rule.path().matcher(path).matches()) {
                return rule.leavesOut();
            }
        }
        return false;
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }
}
