// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the contents of secrets from where the settings say they are. */
final class Secrets {
    private static final int LONGEST = 65_536;
    private static final List<String> SOURCES = List.of("file", "value", "env");

    private final @Nullable Path folder;
    private final Function<String, @Nullable String> environment;
    private final Set<Path> files = new LinkedHashSet<>();

    Secrets(@Nullable Path folder, Function<String, @Nullable String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /** Contents in base64 by name. */
    Map<String, String> read(Map<String, Setting> settings) {
        Map<String, String> contents = new LinkedHashMap<>();
        settings.forEach((name, setting) -> contents.put(
                name, Base64.getEncoder().encodeToString(content("secret " + Printable.of(name), setting))));
        return contents;
    }

    /** The files that were read; they are not part of the function. */
    Set<Path> files() {
        return files;
    }

    private byte[] content(String what, Setting setting) {
        Fields fields = Fields.of(setting, what, SOURCES);
        if (SOURCES.stream().filter(fields::has).count() != 1) {
            throw setting.refused(what + " needs exactly one of {file: …}, {value: …} and {env: …}");
        }
        byte[] content = fields.word("file")
                .map(word -> file(what, word))
                .or(() -> fields.word("env").map(word -> variable(what, word)))
                .or(() -> fields.text("value").map(text -> text.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
        if (content.length > LONGEST) {
            throw setting.refused(what + " is longer than " + LONGEST + " bytes");
        }
        return content;
    }

    private byte[] file(String what, Setting.Word word) {
        Path file = new InnerFile(word, what, folder).path();
        files.add(file);
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.INVALID_INPUT, word.where() + ": " + what + " cannot be read from " + file, e);
        }
    }

    private byte[] variable(String what, Setting.Word word) {
        String value = environment.apply(word.text());
        if (value == null) {
            throw word.refused(what + " is read from the variable " + word.kind() + ", which is not set");
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
