// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Where a command writes: results to standard output, progress and errors to standard error.
 *
 * @param fancy whether standard error is a terminal that shows progress bars and colours
 */
record Terminal(PrintStream out, PrintStream err, boolean fancy) {
    /** The launcher, which can ask cheaply, says by {@code jfn.terminal} whether standard error is a terminal. */
    static Terminal ofThisProcess() {
        boolean fancy = Boolean.getBoolean("jfn.terminal") && System.getenv("NO_COLOR") == null;
        return new Terminal(System.out, System.err, fancy);
    }

    void line(String text) {
        out.println(text);
    }

    /** Something for people, not part of the result. */
    void note(String text) {
        err.println(text);
    }

    /** A table with aligned columns, its first row being the heading. */
    void table(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var text = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                text.append(row.get(i));
                if (i < row.size() - 1) {
                    text.append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
            }
            line(text.toString().stripTrailing());
        }
    }
}
