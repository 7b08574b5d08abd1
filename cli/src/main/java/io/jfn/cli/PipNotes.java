// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * What pip notes beside a package of where it came from: for one of the folder itself that is the folder's copy, which has another
 * name each time and would make each installation another layer.
 */
final class PipNotes {
    private static final String ORIGIN = "direct_url.json";
    private static final String LIST = "RECORD";

    private PipNotes() {}

    /** Takes the notes away below a folder of installed packages, and their lines in the packages' lists of files. */
    static void forget(Path target) throws IOException {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(target, "*.dist-info")) {
            for (Path folder : packages) {
                if (Files.deleteIfExists(folder.resolve(ORIGIN))) {
                    unlist(folder.resolve(LIST), folder.getFileName() + "/" + ORIGIN + ",");
                }
            }
        }
    }

    private static void unlist(Path list, String line) throws IOException {
        if (Files.isRegularFile(list, LinkOption.NOFOLLOW_LINKS)) {
            List<String> kept = Files.readAllLines(list, StandardCharsets.UTF_8).stream()
                    .filter(one -> !one.startsWith(line))
                    .toList();
            Files.writeString(list, String.join("\n", kept) + "\n");
        }
    }
}
