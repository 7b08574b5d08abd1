// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code function.yaml}: the settings of one function, or of several in documents one after the other. */
final class FunctionFile {
    static final String NAME = "function.yaml";
    static final int LARGEST = 1 << 20;

    private FunctionFile() {}

    static List<Setting> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            return parse(file.toString(), in.readNBytes(LARGEST + 1));
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": there is no such file", e);
        } catch (IOException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    static List<Setting> parse(String name, byte[] content) {
        if (content.length > LARGEST) {
            throw new CliException(ExitCode.INVALID_INPUT, name + ": is larger than 1 MiB");
        }
        List<Setting> documents = YamlText.read(name, decode(name, content));
        if (documents.isEmpty()) {
            throw new CliException(ExitCode.INVALID_INPUT, name + ":1:1: describes no function");
        }
        return documents;
    }

    private static String decode(String name, byte[] content) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return decoder.decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new CliException(ExitCode.INVALID_INPUT, name + ": is not UTF-8 text", e);
        }
    }
}
