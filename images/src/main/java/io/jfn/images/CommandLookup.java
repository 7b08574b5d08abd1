// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;

/**
 * Finds the program that a command names inside an image, and makes sure that it can start: what would fail in every
 * instance fails at the deploy instead, with its reason.
 */
final class CommandLookup {
    private static final int MOST_INTERPRETERS = 4;

    private final ImageTree tree;
    private final String who;

    CommandLookup(ImageTree tree, String who) {
        this.tree = tree;
        this.who = who;
    }

    /** The absolute path of word 0: as it is, against the working directory, or by the search path. */
    String resolve(String word, String searchPath, String workdir) throws IOException {
        if (word.isEmpty()) {
            throw new ImageException(Fault.COMMAND_NOT_FOUND, who + "the command's first word is empty");
        }
        if (word.contains("/")) {
            String path = word.startsWith("/") ? word : workdir + "/" + word;
            return checked(path, word);
        }
        boolean there = false;
        for (String folder : searchPath.split(":", -1)) {
            if (folder.startsWith("/")) {
                Optional<ImageTree.Found> found = tree.find(folder + "/" + word);
                if (found.isPresent() && found.get().executable()) {
                    return checked(folder + "/" + word, word);
                }
                there |= found.isPresent() && !found.get().directory();
            }
        }
        throw there
                ? notExecutable(word)
                : new ImageException(
                        Fault.COMMAND_NOT_FOUND,
                        who + "command '" + Printable.of(word) + "' is not in the image's PATH (" + searchPath
                                + "): give its whole path, or check its name");
    }

    private String checked(String path, String word) throws IOException {
        Optional<ImageTree.Found> found = tree.find(path);
        if (found.isEmpty() || found.get().directory()) {
            throw new ImageException(
                    Fault.COMMAND_NOT_FOUND,
                    who + "command '" + Printable.of(word) + "' "
                            + (found.isEmpty() ? "does not exist in the image" : "is a folder of the image"));
        }
        if (!found.get().executable()) {
            throw notExecutable(word);
        }
        canStart(found.get(), word, 0);
        // The path as written, made plain: a program may look at the name by which it was called.
        return normal(path);
    }

    private void canStart(ImageTree.Found program, String word, int depth) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(program.onDisk(), LinkOption.NOFOLLOW_LINKS)) {
            start = in.readNBytes(256);
        }
        String interpreter = "";
        Optional<ElfFile> elf = ElfFile.read(program.onDisk());
        if (elf.isPresent()) {
            if (elf.get().machine() != ElfFile.hostMachine()) {
                throw cannotStart(word, "is for another processor than this machine's");
            }
            interpreter = elf.get().interpreter();
        } else if (start.length > 2 && start[0] == '#' && start[1] == '!') {
            String line = new String(start, 2, start.length - 2, StandardCharsets.ISO_8859_1);
            interpreter = List.of(line.split("\n", 2)).getFirst().strip().split("[ \t]", 2)[0];
            if (depth >= MOST_INTERPRETERS) {
                throw cannotStart(word, "is a script whose interpreter is a script, and so on without end");
            }
        } else {
            throw cannotStart(word, "is neither a program (ELF) nor a script that begins with '#!'");
        }
        if (!interpreter.isEmpty()) {
            Optional<ImageTree.Found> found = interpreter.startsWith("/") ? tree.find(interpreter) : Optional.empty();
            if (found.isEmpty() || !found.get().executable()) {
                throw cannotStart(
                        word, "needs " + Printable.of(interpreter) + ", which is not an executable of the image");
            }
            if (elf.isEmpty()) {
                canStart(found.get(), word, depth + 1);
            }
        }
    }

    private ImageException notExecutable(String word) {
        return cannotStart(word, "is not executable: chmod +x it before it is packed");
    }

    private ImageException cannotStart(String word, String why) {
        return new ImageException(Fault.COMMAND_NOT_EXECUTABLE, who + "command '" + Printable.of(word) + "' " + why);
    }

    private static String normal(String path) {
        // Not '..': with links on the way it would mean another file.
        return path.replaceAll("/(\\./)+", "/").replaceAll("//+", "/");
    }
}
