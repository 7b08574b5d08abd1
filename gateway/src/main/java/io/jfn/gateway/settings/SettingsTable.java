// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.settings;

import io.jfn.api.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Settings by key, asked for by kind: what has another kind, and every key that nobody knows, is refused with its place. */
public final class SettingsTable {
    private final String file;
    private final String where;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    SettingsTable(String file, MappingNode map) {
        this.file = file;
        this.where = SettingsFile.place(file, map);
        for (NodeTuple pair : map.getValue()) {
            String at = SettingsFile.place(file, pair.getKeyNode());
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw new SettingsException(at + ": a key must be a plain word");
            }
            if (places.putIfAbsent(key.getValue(), at) != null) {
                throw new SettingsException(at + ": '" + Printable.of(key.getValue()) + "' is given twice, first at "
                        + places.get(key.getValue()));
            }
            values.put(key.getValue(), pair.getValueNode());
        }
    }

    /** This table, when it has no other keys than these. */
    public SettingsTable knowing(String... keys) {
        List<String> known = List.of(keys);
        places.forEach((key, at) -> {
            if (!known.contains(key)) {
                throw new SettingsException(at + ": there is no setting '" + Printable.of(key) + "' here; there are "
                        + String.join(", ", known));
            }
        });
        return this;
    }

    /** Its keys, in the order of the file. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** One value. */
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(node -> text(node, key));
    }

    /** A list of values; one value alone is a list of one, none where the key is missing. */
    public List<String> texts(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(item -> text(item, key)).toList()
                : List.of(text(node, key));
    }

    /** A table in this one. */
    public Optional<SettingsTable> table(String key) {
        return Optional.ofNullable(values.get(key)).map(node -> table(node, key));
    }

    /** A list of tables; none where the key is missing. */
    public List<SettingsTable> tables(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode list)) {
            throw refused(key, "must be a list");
        }
        List<SettingsTable> all = new ArrayList<>();
        for (Node item : list.getValue()) {
            all.add(table(item, key));
        }
        return all;
    }

    /** Refuses the value of a key, at its place. */
    public SettingsException refused(String key, String why) {
        Node node = values.get(key);
        return new SettingsException(
                (node == null ? where : SettingsFile.place(file, node)) + ": " + Printable.of(key) + " " + why);
    }

    private String text(Node node, String key) {
        if (node instanceof ScalarNode word
                && !(word.isPlain() && word.getValue().isEmpty())) {
            return word.getValue();
        }
        throw new SettingsException(SettingsFile.place(file, node) + ": " + Printable.of(key) + " must be one value");
    }

    private SettingsTable table(Node node, String key) {
        if (node instanceof MappingNode map) {
            return new SettingsTable(file, map);
        }
        throw new SettingsException(
                SettingsFile.place(file, node) + ": " + Printable.of(key) + " must be a map of 'key: value'");
    }
}
