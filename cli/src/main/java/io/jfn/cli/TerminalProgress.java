// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.Closeable;

/** Progress for people: one line with a bar that is written over and over, or a line for each step. */
final class TerminalProgress implements DeployProgress, Closeable {
    private static final int WIDTH = 24;
    private static final String CLEAR = "\r\u001b[K";
    /** Fewer units than these are no bytes, or too few to be worth a number. */
    private static final long FEWEST_BYTES = 4096;

    private static final long REDRAW_NANOS = 50_000_000;

    private final Terminal terminal;
    private String step = "";
    private long drawnAt;
    private boolean open;

    TerminalProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void step(String name, long done, long total) {
        boolean other = !name.equals(step);
        step = name;
        if (!terminal.fancy()) {
            if (other) {
                terminal.note("  " + name);
            }
            return;
        }
        long now = System.nanoTime();
        if (other || now - drawnAt > REDRAW_NANOS || done == total) {
            drawnAt = now;
            open = true;
            terminal.err().print(CLEAR + "  " + bar(done, total) + " " + name + bytes(name, done, total));
            terminal.err().flush();
        }
    }

    private static String bar(long done, long total) {
        if (total <= 0 && done > 0) {
            int mark = (int) (done % WIDTH);
            return "[" + " ".repeat(mark) + "=" + " ".repeat(WIDTH - mark - 1) + "]";
        }
        int full = total <= 0 ? 0 : (int) (Math.clamp(done, 0, total) * WIDTH / total);
        return "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "]";
    }

    /** How much of how much, where the step's units are bytes. */
    private static String bytes(String name, long done, long total) {
        return total < FEWEST_BYTES || name.contains("layers")
                ? ""
                : ", " + Shown.bytes(done) + " of " + Shown.bytes(total);
    }

    /** Takes the bar away, so that what follows stands alone. */
    @Override
    public void close() {
        if (open) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            open = false;
        }
    }
}
