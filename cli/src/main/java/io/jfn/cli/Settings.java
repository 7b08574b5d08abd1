// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Makes and combines tables of settings that do not come from a file. */
final class Settings {
    private final String where;
    private final Map<String, Setting> values = new LinkedHashMap<>();
    private final Map<String, String> keys = new LinkedHashMap<>();

    Settings(String where) {
        this.where = where;
    }

    Settings put(String key, String text) {
        return put(key, new Setting.Word(where, text));
    }

    Settings put(String key, Setting setting) {
        values.put(key, setting);
        keys.put(key, setting.where());
        return this;
    }

    Setting.Table table() {
        return new Setting.Table(where, values, keys);
    }

    /** The settings of one table, with those of another over them; tables in them are combined in the same way. */
    static Setting over(Setting below, Setting.Table above) {
        if (!(below instanceof Setting.Table table) || above.values().isEmpty()) {
            return below;
        }
        Map<String, Setting> values = new LinkedHashMap<>(table.values());
        Map<String, String> keys = new LinkedHashMap<>(table.keys());
        above.values().forEach((key, setting) -> {
            Setting old = values.get(key);
            values.put(key, old != null && setting instanceof Setting.Table inner ? over(old, inner) : setting);
            keys.put(key, setting.where());
        });
        return new Setting.Table(table.where(), values, keys);
    }
}
