// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Locale;

/** One thing that takes a while, shown as it goes: a moving line on a terminal, two lines elsewhere. */
final class NodeStep {
    private static final String[] WHEEL = {"|", "/", "-", "\\"};
    private static final long TURN_NANOS = 100_000_000;

    private final Terminal terminal;
    private final String what;
    private final long begin = System.nanoTime();
    private long shown = -1;

    private NodeStep(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
    }

    static NodeStep begin(Terminal terminal, String what) {
        var step = new NodeStep(terminal, what);
        if (terminal.fancy()) {
            step.tick();
        } else {
            terminal.note(what + " ...");
        }
        return step;
    }

    /** To be called often while it lasts. */
    void tick() {
        long turn = (System.nanoTime() - begin) / TURN_NANOS;
        if (terminal.fancy() && turn != shown) {
            shown = turn;
            terminal.err().print("\r\033[K" + WHEEL[(int) (turn % WHEEL.length)] + " " + what + "  " + seconds());
            terminal.err().flush();
        }
    }

    void done(String text) {
        end("\033[32m✓\033[0m ", text + " (" + seconds() + ")");
    }

    void failed(String text) {
        end("\033[31m✗\033[0m ", text);
    }

    private void end(String mark, String text) {
        if (terminal.fancy()) {
            terminal.err().print("\r\033[K" + mark);
        }
        terminal.note(text);
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9);
    }
}
