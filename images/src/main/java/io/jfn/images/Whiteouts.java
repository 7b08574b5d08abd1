// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a layer takes away from lower ones, noted while it is read. */
final class Whiteouts {
    private static final String MARK = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final List<EntryName> names = new ArrayList<>();
    private final List<EntryName> opaques = new ArrayList<>();

    boolean any() {
        return !names.isEmpty() || !opaques.isEmpty();
    }

    /** Takes them away from a tree of lower layers. */
    void applyTo(TreeWriter lower) throws IOException {
        for (EntryName folder : opaques) {
            lower.opaque(folder);
        }
        for (EntryName name : names) {
            lower.whiteout(name);
        }
    }

    /** Reads a layer to its end for its whiteouts alone. */
    void noteAll(TarReader tar) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            note(entry, EntryName.parse(entry.name()));
        }
    }

    /** Notes an entry when it is a whiteout; else it is one of the layer's own, and false. */
    boolean note(TarEntry entry, EntryName name) {
        for (EntryName folder : name.folders()) {
            if (folder.last().startsWith(MARK)) {
                throw ImageException.entry(Fault.WHITEOUT_NAME, name.text(), "is below a whiteout");
            }
        }
        String last = name.last();
        if (!last.startsWith(MARK)) {
            return false;
        }
        if (entry.kind() != TarEntry.Kind.FILE) {
            throw ImageException.entry(Fault.WHITEOUT_TYPE, name.text(), "is a whiteout and no plain file");
        }
        String target = last.substring(MARK.length());
        if (last.equals(OPAQUE)) {
            if (!Skeleton.drops(name, entry.kind())) {
                opaques.add(name.parent());
            }
        } else if (target.isEmpty() || target.equals(".") || target.equals("..") || target.startsWith(MARK)) {
            throw ImageException.entry(Fault.WHITEOUT_NAME, name.text(), "is a whiteout of nothing that can be named");
        } else if (!Skeleton.drops(name.parent().child(target), TarEntry.Kind.DIRECTORY)) {
            names.add(name.parent().child(target));
        }
        return true;
    }
}
