// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 read as settings, one for each document. It is built from the parser's events rather than from its nodes:
 * so nothing recurses, and a bomb is refused at the event that goes too far.
 */
final class YamlText {
    static final int DEEPEST = 20;
    static final int MOST_ALIASES = 20;
    static final int MOST_VALUES = 5_000;
    static final int MOST_DOCUMENTS = 100;
    static final int LONGEST_LINE = 100_000;

    private final String file;
    private final String text;
    private final List<Setting> documents = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int values;
    private int aliases;
    private int begun;

    private YamlText(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Reads a text that came from the named file; a document without content gives nothing. */
    static List<Setting> read(String file, String text) {
        return new YamlText(file, text).read();
    }

    private List<Setting> read() {
        refuseLongLines();
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Math.max(1, text.length()))
                .build();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                take(event);
            }
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    mark.map(this::place).orElse(file) + ": not valid YAML: " + plain(e.getProblem()),
                    e);
        } catch (ReaderException e) {
            throw new CliException(
                    ExitCode.INVALID_INPUT,
                    place(e.getPosition()) + ": contains a character that YAML does not allow (U+"
                            + Integer.toHexString(e.getCodePoint()) + ")",
                    e);
        } catch (YamlEngineException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": not valid YAML: " + plain(e.getMessage()), e);
        }
        return documents;
    }

    /** The parser's time for one token can grow with the square of its length. */
    private void refuseLongLines() {
        int begin = 0;
        while (begin < text.length()) {
            int end = text.indexOf('\n', begin);
            end = end < 0 ? text.length() : end;
            if (end - begin > LONGEST_LINE) {
                throw new CliException(
                        ExitCode.INVALID_INPUT,
                        place(begin) + ": the line is longer than " + LONGEST_LINE + " characters");
            }
            begin = end + 1;
        }
    }

    private void take(Event event) {
        switch (event.getEventId()) {
            case DocumentStart -> {
                if (++begun > MOST_DOCUMENTS) {
                    throw refused(event, "more than " + MOST_DOCUMENTS + " documents");
                }
                anchors.clear();
                aliases = 0;
            }
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case MappingStart -> {
                refuseTag(event, ((MappingStartEvent) event).getTag());
                begin(event, new Open(true, at(event), anchor(event)));
            }
            case SequenceStart -> {
                refuseTag(event, ((SequenceStartEvent) event).getTag());
                begin(event, new Open(false, at(event), anchor(event)));
            }
            case MappingEnd, SequenceEnd -> end();
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private void scalar(ScalarEvent event) {
        refuseTag(event, event.getTag());
        Open parent = open.peek();
        boolean nothing = event.isPlain()
                && (event.getValue().isEmpty() || event.getValue().equals("~"));
        if (nothing && parent == null) {
            return; // an empty document
        }
        if (nothing) {
            throw refused(event, parent.nameOfNext() + " has no value: give one, or take the line out");
        }
        if (parent != null && parent.wantsKey()) {
            count(event);
            if (parent.keys.putIfAbsent(event.getValue(), at(event)) != null) {
                throw refused(
                        event,
                        "'" + Printable.of(event.getValue()) + "' is given twice, first at "
                                + parent.keys.get(event.getValue()));
            }
            parent.key = event.getValue();
            return;
        }
        done(event, new Setting.Word(at(event), event.getValue()), anchor(event), 1);
    }

    private void alias(AliasEvent event) {
        if (++aliases > MOST_ALIASES) {
            throw refused(event, "more than " + MOST_ALIASES + " aliases");
        }
        Anchored target = anchors.get(event.getAlias());
        if (target == null) {
            throw refused(event, "alias '" + Printable.of(event.getAlias().getValue()) + "' names no finished anchor");
        }
        values += target.size - 1;
        done(event, target.setting, null, target.size);
    }

    private void begin(Event event, Open collection) {
        Open parent = open.peek();
        if (parent != null && parent.wantsKey()) {
            throw refused(event, "a key must be a plain word");
        }
        if (open.size() >= DEEPEST) {
            throw refused(event, "nested deeper than " + DEEPEST);
        }
        count(event);
        open.push(collection);
    }

    private void end() {
        Open finished = open.pop();
        Setting setting = finished.mapping
                ? new Setting.Table(finished.where, finished.table, finished.keys)
                : new Setting.Items(finished.where, finished.items);
        place(setting, finished.anchor, finished.size);
    }

    private void done(Event event, Setting setting, @Nullable Anchor anchor, int size) {
        Open parent = open.peek();
        if (parent != null && parent.wantsKey()) {
            throw refused(event, "a key must be a plain word");
        }
        count(event);
        place(setting, anchor, size);
    }

    private void place(Setting setting, @Nullable Anchor anchor, int size) {
        if (anchor != null) {
            anchors.put(anchor, new Anchored(setting, size));
        }
        Open parent = open.peek();
        if (parent == null) {
            documents.add(setting);
        } else {
            parent.add(setting, size);
        }
    }

    /** Aliases count with all that they stand for, so that little text cannot mean much. */
    private void count(Event event) {
        if (++values > MOST_VALUES) {
            throw refused(event, "more than " + MOST_VALUES + " values");
        }
    }

    private void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw refused(event, "tags are not supported: take '" + Printable.of(tag.get()) + "' out");
        }
    }

    private CliException refused(Event event, String why) {
        return new CliException(ExitCode.INVALID_INPUT, at(event) + ": " + why);
    }

    private static @Nullable Anchor anchor(Event event) {
        return event instanceof NodeEvent node ? node.getAnchor().orElse(null) : null;
    }

    private String at(Event event) {
        return event.getStartMark().map(this::place).orElse(file);
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private String place(int position) {
        String before = text.substring(0, Math.clamp(position, 0, text.length()));
        return file + ":" + (before.chars().filter(c -> c == '\n').count() + 1) + ":"
                + (before.length() - before.lastIndexOf('\n'));
    }

    private static String plain(@Nullable String message) {
        return message == null
                ? "it cannot be read"
                : Printable.of(message.lines().findFirst().orElse(""));
    }

    private record Anchored(Setting setting, int size) {}

    /** A map or list of which the end has not been read yet. */
    private static final class Open {
        final boolean mapping;
        final String where;
        final @Nullable Anchor anchor;
        final Map<String, Setting> table = new LinkedHashMap<>();
        final Map<String, String> keys = new HashMap<>();
        final List<Setting> items = new ArrayList<>();

        @Nullable
        String key;

        int size = 1;

        Open(boolean mapping, String where, @Nullable Anchor anchor) {
            this.mapping = mapping;
            this.where = where;
            this.anchor = anchor;
        }

        boolean wantsKey() {
            return mapping && key == null;
        }

        String nameOfNext() {
            return key != null ? "'" + Printable.of(key) + "'" : mapping ? "a key" : "a list's item";
        }

        void add(Setting setting, int more) {
            size += more;
            if (key != null) {
                table.put(key, setting);
                key = null;
            } else {
                items.add(setting);
            }
        }
    }
}
