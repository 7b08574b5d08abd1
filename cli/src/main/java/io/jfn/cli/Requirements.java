// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code requirements.txt} says, with the files that it includes: as much of it as decides what is installed. */
final class Requirements {
    private static final int LARGEST = 1 << 20;
    private static final Pattern INCLUDE = Pattern.compile("(?:-r|--requirement|-c|--constraint)(?:\\s+|=)?(\\S+)");
    private static final Pattern EDITABLE = Pattern.compile("(?:-e|--editable)\\b.*");
    private static final Pattern DIRECT = Pattern.compile("[\\w.\\[\\], -]+@\\s*(file:\\S+)");
    private static final Pattern ARCHIVE = Pattern.compile("\\S+\\.(whl|zip|tar\\.gz|tar\\.bz2|tgz)");

    private final Path folder;
    private final LocalPackages localPackages;
    private final NavigableMap<String, Path> files = new TreeMap<>();
    private boolean any;

    private Requirements(Path folder, String manifest) {
        this.folder = folder;
        this.localPackages = new LocalPackages(folder, manifest);
    }

    static Requirements of(Path folder, String manifest) {
        var requirements = new Requirements(folder, manifest);
        requirements.read(folder.resolve(manifest));
        return requirements;
    }

    /** Whether there is a package to install. */
    boolean any() {
        return any;
    }

    /** The file and all that it includes, by their paths in the folder. */
    Map<String, Path> files() {
        return files;
    }

    LocalPackages localPackages() {
        return localPackages;
    }

    private void read(Path file) {
        String name = folder.relativize(file).toString();
        if (!Files.isRegularFile(file) || files.put(name, file) != null) {
            return;
        }
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.replaceAll("(^|\\s)#.*$", "").strip();
            if (!text.isEmpty()) {
                line(file, name + ":" + number, text);
            }
        }
    }

    private void line(Path file, String where, String text) {
        Matcher include = INCLUDE.matcher(text);
        if (include.matches()) {
            include(file, where, include.group(1));
        } else if (EDITABLE.matcher(text).matches()) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    folder.resolve(where) + ": -e installs a link to a folder that the function will not have: leave"
                            + " the -e out");
        } else if (!text.startsWith("-")) {
            any = true;
            local(text);
        }
    }

    private void include(Path file, String where, String name) {
        if (name.contains("://")) {
            return;
        }
        Path included = file.resolveSibling(name).normalize();
        if (!included.startsWith(folder)) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    folder.resolve(where) + ": includes " + name + ", which lies outside the function's folder: put it"
                            + " there, or deploy with --no-install");
        }
        localPackages.add(folder.relativize(included).toString());
        read(included);
    }

    /** pip takes what looks like a path for one: by how it begins, by a slash in it, or as an archive's name. */
    private void local(String text) {
        Matcher direct = DIRECT.matcher(text);
        String named = direct.lookingAt()
                ? direct.group(1)
                : text.replaceFirst("\\s*;.*$", "")
                        .replaceFirst("\\s+--.*$", "")
                        .replaceFirst("\\[[^\\]]*\\]$", "")
                        .strip();
        boolean path = named.startsWith("file:")
                || named.startsWith(".")
                || (named.contains("/") && !named.contains("://") && !named.contains("@"))
                || (ARCHIVE.matcher(named).matches() && !named.contains("://"));
        if (path) {
            localPackages.add(named);
        }
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new CliException(ExitCode.INVALID_INPUT, file + ": is larger than 1 MiB");
            }
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                boolean goesOn = !lines.isEmpty() && lines.getLast().endsWith("\\");
                String before = goesOn ? lines.removeLast() : "";
                lines.add((goesOn ? before.substring(0, before.length() - 1) : "") + line);
            }
            return lines;
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": cannot be read as UTF-8 text", e);
        }
    }
}
