// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.util.List;
import java.util.Map;

/** What somebody set, not yet understood, and where: in a file, by an option, or guessed. */
sealed interface Setting {
    /** Where it was set, fit to begin a message: {@code function.yaml:3:9} or {@code --memory}. */
    String where();

    /** What kind of thing this is, as a message names it. */
    String kind();

    /** One value, always as text: whether {@code 5} is a number is for its reader to say. */
    record Word(String where, String text) implements Setting {
        @Override
        public String kind() {
            return "'" + Printable.of(text) + "'";
        }
    }

    record Items(String where, List<Setting> items) implements Setting {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Settings by key, in the order given.
     *
     * @param keys where each key stands
     */
    record Table(String where, Map<String, Setting> values, Map<String, String> keys) implements Setting {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** Refuses this setting: the message begins with where it is. */
    default CliException refused(String why) {
        return new CliException(ExitCode.INVALID_INPUT, where() + ": " + why);
    }
}
