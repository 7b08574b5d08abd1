// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

/**
 * One line of what {@code jfn selftest} found.
 *
 * @param id the case
 * @param tried what was tried
 * @param expected what had to be seen
 * @param seen what was
 * @param verdict whether that is right
 */
record SelftestRow(String id, String tried, String expected, String seen, Verdict verdict) {
    /** How a line ended. */
    enum Verdict {
        ok,
        failed,
        not_run
    }

    static SelftestRow of(String id, String tried, String expected, String seen, boolean right) {
        return new SelftestRow(id, tried, expected, seen, right ? Verdict.ok : Verdict.failed);
    }

    static SelftestRow notRun(SelftestCase one, String why) {
        return new SelftestRow(one.id(), one.tried(), "", why, Verdict.not_run);
    }

    /** As a line of a Markdown table. */
    String markdown() {
        return "| " + id + " | " + cell(tried) + " | " + cell(expected) + " | " + cell(seen) + " | "
                + verdict.name().replace('_', ' ') + " |";
    }

    private static String cell(String text) {
        return Shown.line(text).replace("|", "\\|");
    }
}
