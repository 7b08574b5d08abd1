// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a function's settings name: always one inside the function's folder, links included. */
record InnerFile(
        Setting.Word setting, String what, @Nullable Path folder) {
    Path path() {
        if (folder == null) {
            throw setting.refused(what + " cannot be read from a file when an archive is deployed: deploy the folder");
        }
        Path relative;
        try {
            relative = Path.of(setting.text());
        } catch (InvalidPathException _) {
            throw setting.refused(what + " " + setting.kind() + " is not a file name");
        }
        Path file = folder.resolve(relative).normalize();
        if (relative.isAbsolute() || setting.text().isEmpty() || !file.startsWith(folder.normalize())) {
            throw outside();
        }
        try {
            if (!file.toRealPath().startsWith(folder.toRealPath())) {
                throw outside();
            }
        } catch (IOException _) {
            throw setting.refused(what + " " + setting.kind() + " does not exist in " + folder);
        }
        if (!Files.isRegularFile(file)) {
            throw setting.refused(what + " " + Printable.of(setting.text()) + " is not a file");
        }
        return file;
    }

    private CliException outside() {
        return setting.refused(what + " " + setting.kind() + " is outside of the function's folder: name a file in it");
    }
}
