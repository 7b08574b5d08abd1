// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.settings;

import io.jfn.api.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file of an operator: one document, a map, of at most 1 MiB. Every value is a text until somebody asks for more. */
public final class SettingsFile {
    private static final int LARGEST = 1 << 20;

    private SettingsFile() {}

    /** The settings of a file; none where there is no such file, or nothing in it. */
    public static Optional<SettingsTable> read(Path file) {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new SettingsException(file + ": cannot be read: " + e.getMessage(), e);
        }
        if (content.length > LARGEST) {
            throw new SettingsException(file + ": is larger than 1 MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return parse(file.toString(), text);
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + ": is not UTF-8 text", e);
        }
    }

    /** The settings of a text; {@code name} begins every message about it. */
    public static Optional<SettingsTable> parse(String name, String text) {
        var settings = LoadSettings.builder().setLabel(name).build();
        try {
            return new Compose(settings).composeString(text).map(node -> table(name, node));
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw new SettingsException(
                    mark.map(at -> place(name, at)).orElse(name) + ": not valid YAML: " + plain(e.getProblem()), e);
        } catch (YamlEngineException e) {
            throw new SettingsException(name + ": not valid YAML: " + plain(e.getMessage()), e);
        }
    }

    private static SettingsTable table(String name, Node node) {
        if (node instanceof MappingNode map) {
            return new SettingsTable(name, map);
        }
        throw new SettingsException(place(name, node) + ": must be a map of 'key: value'");
    }

    static String place(String name, Node node) {
        return node.getStartMark().map(mark -> place(name, mark)).orElse(name);
    }

    private static String place(String name, Mark mark) {
        return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private static String plain(@Nullable String message) {
        return message == null
                ? "it cannot be read"
                : Printable.of(message.lines().findFirst().orElse(""));
    }
}
