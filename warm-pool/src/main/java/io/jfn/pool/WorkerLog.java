// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.Arrays;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The worker's log: one line an event to standard error, until the very end. */
final class WorkerLog {
    private WorkerLog() {}

    /** To be called before anything logs. */
    static void install() {
        // The name alone: the class itself must not be initialized before the property is set.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        var root = Logger.getLogger("");
        Arrays.stream(root.getHandlers()).forEach(root::removeHandler);
        var handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        handler.setLevel(Level.INFO);
        root.addHandler(handler);
        LastingLogManager.last();
    }

    /** Time, level, message; of an exception its class and where it was thrown, not its words, which may be a tenant's. */
    static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord event) {
            String line = event.getInstant() + " " + event.getLevel() + " " + plain(formatMessage(event));
            if (event.getThrown() != null) {
                line += " [" + event.getThrown().getClass().getName() + " at "
                        + Arrays.stream(event.getThrown().getStackTrace())
                                .limit(8)
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining(" < "))
                        + "]";
            }
            return line + "\n";
        }

        private static String plain(String text) {
            return text.replaceAll("\\p{Cntrl}", "?");
        }
    }
}
