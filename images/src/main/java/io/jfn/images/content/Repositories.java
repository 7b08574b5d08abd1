// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The repositories of one tenant: each a folder named like it, with {@code @}, which no name has, for each slash. */
final class Repositories {
    private static final int LONGEST = 255;
    private static final String PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
    /** As the distribution specification says; the first part may also be a registry's host with a port. */
    private static final Pattern NAME = Pattern.compile(PART + "(:[0-9]{1,5}(?=/))?(/" + PART + ")*");

    private final Path folder;
    private final RecordFiles files;
    private final ContentConfig config;

    Repositories(Path folder, RecordFiles files, ContentConfig config) {
        this.folder = folder;
        this.files = files;
        this.config = config;
    }

    /** A repository, whether it is there or not. */
    Repository named(String name) {
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            throw new ImageException(
                    Fault.REPOSITORY_INVALID,
                    "repository '" + Printable.of(name)
                            + "' is not valid: lower-case letters and digits, single '.', '_' or '-' between them,"
                            + " parts divided by '/', 255 characters at most");
        }
        return new Repository(folder.resolve(name.replace('/', '@')), files, config);
    }

    List<String> names() throws IOException {
        return RecordFiles.list(folder).stream()
                .map(file -> file.getFileName().toString().replace('@', '/'))
                .sorted()
                .toList();
    }

    List<Repository> all() throws IOException {
        return names().stream().map(this::named).toList();
    }
}
