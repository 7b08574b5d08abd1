// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The name of an archive's entry after every check: relative, without empty, {@code .} or {@code ..} parts.
 *
 * @param text the parts joined by {@code /}; empty for the root of the tree
 */
record EntryName(String text) {
    static final EntryName ROOT = new EntryName("");

    /** Checks a name as an archive gives it; a leading {@code ./} and one trailing {@code /} are taken off. */
    static EntryName parse(String given) {
        if (given.isEmpty()) {
            throw ImageException.entry(Fault.NAME_EMPTY, given, "has no name");
        }
        if (given.equals("/")) {
            return ROOT; // as umoci names the root itself, which leads nowhere
        }
        if (given.charAt(0) == '/') {
            throw ImageException.entry(Fault.NAME_ABSOLUTE, given, "is absolute: names must be relative");
        }
        String name = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        while (name.startsWith("./")) {
            name = name.substring(2);
        }
        if (name.equals(".")) {
            return ROOT;
        }
        characters(given, name);
        String[] parts = name.split("/", -1);
        if (parts.length > UnpackLimits.DEEPEST) {
            throw ImageException.entry(
                    Fault.PATH_TOO_DEEP, given, "is more than " + UnpackLimits.DEEPEST + " folders deep");
        }
        for (String part : parts) {
            part(given, part);
        }
        return new EntryName(name);
    }

    /** Decodes a name strictly: overlong and broken sequences are refused, as are NUL characters. */
    static String decode(byte[] raw, int from, int length) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw, from, length))
                    .toString();
        } catch (CharacterCodingException _) {
            String shown = new String(raw, from, Math.min(length, 200), StandardCharsets.ISO_8859_1);
            throw ImageException.entry(Fault.NAME_NOT_UTF8, shown, "is not UTF-8: rename it");
        }
        if (text.indexOf('\0') >= 0) {
            throw ImageException.entry(Fault.NAME_NUL, text, "contains a NUL character");
        }
        return text;
    }

    private static void characters(String given, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length >= UnpackLimits.LONGEST_PATH) {
            throw ImageException.entry(
                    Fault.PATH_TOO_LONG, given, "is longer than " + (UnpackLimits.LONGEST_PATH - 1) + " bytes");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == 0) {
                throw ImageException.entry(Fault.NAME_NUL, given, "contains a NUL character");
            }
            if (c < ' ' || c == 0x7f) {
                throw ImageException.entry(Fault.NAME_CONTROL_CHARACTER, given, "contains a control character");
            }
        }
        // A backslash is an ordinary character (systemd's unit files have it), but not where it spells a climb.
        if (name.indexOf('\\') >= 0) {
            String slashed = name.replace('\\', '/');
            boolean climbs = slashed.startsWith("/") || ("/" + slashed + "/").contains("/../");
            if (climbs || slashed.matches("[A-Za-z]:/.*")) {
                throw ImageException.entry(Fault.NAME_BACKSLASH, given, "is a Windows path: use '/' inside the folder");
            }
        }
    }

    private static void part(String given, String part) {
        switch (part) {
            case "" -> throw ImageException.entry(Fault.NAME_EMPTY_PART, given, "has an empty part: '//'");
            case "." -> throw ImageException.entry(Fault.NAME_EMPTY_PART, given, "has a '.' part inside");
            case ".." ->
                throw ImageException.entry(Fault.NAME_DOT_DOT, given, "has a '..' part: it could leave the tree");
            default -> {
                if (part.getBytes(StandardCharsets.UTF_8).length > UnpackLimits.LONGEST_NAME) {
                    throw ImageException.entry(
                            Fault.NAME_TOO_LONG,
                            given,
                            "has a part longer than " + UnpackLimits.LONGEST_NAME + " bytes");
                }
            }
        }
    }

    boolean isRoot() {
        return text.isEmpty();
    }

    /** The last part. */
    String last() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    EntryName parent() {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? ROOT : new EntryName(text.substring(0, slash));
    }

    EntryName child(String part) {
        return isRoot() ? new EntryName(part) : new EntryName(text + "/" + part);
    }

    /** This name below a folder. */
    EntryName under(EntryName folder) {
        return isRoot() ? folder : folder.child(text);
    }

    /** The folders above this name, outermost first, without the root. */
    List<EntryName> folders() {
        var all = new ArrayList<EntryName>();
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            all.add(new EntryName(text.substring(0, slash)));
        }
        return all;
    }

    @Override
    public String toString() {
        return text;
    }
}
