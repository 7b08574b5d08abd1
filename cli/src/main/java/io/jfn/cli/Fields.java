// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a table of settings, asked for by name and kind; what has another kind is refused. */
final class Fields {
    private final Setting.Table table;

    private Fields(Setting.Table table) {
        this.table = table;
    }

    /** Refuses every key that is not known. */
    static Fields of(Setting setting, String what, Collection<String> known) {
        Setting.Table table = table(setting, what);
        for (var key : table.keys().entrySet()) {
            if (!known.contains(key.getKey())) {
                throw new CliException(
                        ExitCode.INVALID_INPUT,
                        key.getValue() + ": there is no setting '" + Printable.of(key.getKey()) + "' in " + what
                                + Suggestion.nearest(key.getKey(), known));
            }
        }
        return new Fields(table);
    }

    boolean has(String key) {
        return table.values().containsKey(key);
    }

    Optional<Setting> setting(String key) {
        return Optional.ofNullable(table.values().get(key));
    }

    Optional<Setting.Word> word(String key) {
        return setting(key).map(setting -> asWord(setting, key));
    }

    Optional<String> text(String key) {
        return word(key).map(Setting.Word::text);
    }

    /** One of the words that the choices show themselves as. */
    <E extends Enum<E>> Optional<E> choice(String key, Class<E> choices) {
        return word(key).map(word -> {
            for (E choice : choices.getEnumConstants()) {
                if (choice.toString().equals(word.text())) {
                    return choice;
                }
            }
            List<String> words = List.of(choices.getEnumConstants()).stream()
                    .map(Enum::toString)
                    .toList();
            throw word.refused(key + " " + word.kind() + " is not one of " + String.join(", ", words));
        });
    }

    List<String> words(String key) {
        return setting(key)
                .map(setting -> {
                    if (!(setting instanceof Setting.Items items)) {
                        throw setting.refused(
                                key + " must be a list, as in [python3, app.py], and is " + setting.kind());
                    }
                    return items.items().stream()
                            .map(item -> asWord(item, key).text())
                            .toList();
                })
                .orElse(List.of());
    }

    /** A table of the user's own keys. */
    Map<String, Setting> map(String key) {
        return setting(key).map(setting -> table(setting, key).values()).orElse(Map.of());
    }

    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(key).forEach((name, value) ->
                texts.put(name, asWord(value, key + "." + Printable.of(name)).text()));
        return texts;
    }

    /** Where a key's value was set, or where the table begins. */
    String where(String key) {
        return setting(key).map(Setting::where).orElse(table.where());
    }

    private static Setting.Table table(Setting setting, String what) {
        if (setting instanceof Setting.Table table) {
            return table;
        }
        throw setting.refused(what + " must be a map of 'key: value' and is " + setting.kind());
    }

    private static Setting.Word asWord(Setting setting, String key) {
        if (setting instanceof Setting.Word word) {
            return word;
        }
        throw setting.refused(key + " must be one value and is " + setting.kind());
    }
}
