// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main process's environment while it is put together: each name once, the later value wins. */
final class Environment {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, String> variables = new LinkedHashMap<>();

    Environment() {
        variables.put("PATH", PATH);
        variables.put("HOME", "/tmp"); // the one folder that every sandbox may write to
        variables.put("LANG", "C.UTF-8");
    }

    Environment put(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Environment putAll(Map<String, String> more) {
        variables.putAll(more);
        return this;
    }

    @Nullable
    String get(String name) {
        return variables.get(name);
    }

    String searchPath() {
        return variables.getOrDefault("PATH", PATH);
    }

    List<String> lines() {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
