// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.InvalidInputException;
import io.jfn.gateway.settings.SettingsException;
import io.jfn.gateway.settings.SettingsFile;
import io.jfn.gateway.settings.SettingsTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code runtimes.yaml} of the node's state folder; a runtime that it does not name is made from the machine:
 *
 * <pre>{@code
 * python3: docker.io/library/python:3.14-slim   # a registry's image, looked up when it is prepared
 * node: images/node.tar                         # an image archive, beside this file or by its whole path
 * java: sha256:…                                # an imported image, as jfn images lists it
 * native: machine                               # made from the machine, as without a line
 * }</pre>
 */
public final class RuntimesFile {
    public static final String NAME = "runtimes.yaml";

    private static final Pattern ARCHIVE = Pattern.compile("\\.{0,2}/.*|.*\\.(tar|tar\\.gz|tgz)");

    private final Path folder;

    /** The file in a folder; it need not be there. */
    public RuntimesFile(Path folder) {
        this.folder = folder;
    }

    /** The source of each runtime, as the file has it now. */
    Map<FunctionRuntime, RuntimeSource> read() {
        Map<FunctionRuntime, RuntimeSource> all = new EnumMap<>(FunctionRuntime.class);
        for (FunctionRuntime runtime : FunctionRuntime.values()) {
            all.put(runtime, new RuntimeSource.Machine());
        }
        SettingsFile.read(folder.resolve(NAME)).ifPresent(settings -> {
            settings.knowing(Arrays.stream(FunctionRuntime.values())
                    .map(FunctionRuntime::toString)
                    .toArray(String[]::new));
            for (FunctionRuntime runtime : FunctionRuntime.values()) {
                settings.text(runtime.toString())
                        .ifPresent(text -> all.put(runtime, source(settings, runtime.toString(), text)));
            }
        });
        return all;
    }

    private RuntimeSource source(SettingsTable settings, String key, String text) {
        if (text.isBlank()) {
            throw settings.refused(key, "must name an image, an archive, or 'machine'");
        }
        if (text.equals(RuntimeSource.Machine.WORD)) {
            return new RuntimeSource.Machine();
        }
        if (text.startsWith("sha256:")) {
            try {
                return new RuntimeSource.Imported(new Digest(text));
            } catch (InvalidInputException e) {
                throw new SettingsException(
                        String.valueOf(settings.refused(key, "cannot be taken: " + e.getMessage())
                                .getMessage()),
                        e);
            }
        }
        return ARCHIVE.matcher(text).matches()
                ? new RuntimeSource.Archive(text, folder.resolve(text))
                : new RuntimeSource.Named(text);
    }
}
