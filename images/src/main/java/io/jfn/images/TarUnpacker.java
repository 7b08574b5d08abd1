// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;

/** Writes the entries of a tar stream into a tree, by the rules of a source folder or of an image's layer. */
final class TarUnpacker {
    private final TarReader tar;
    private final TreeWriter tree;

    TarUnpacker(TarReader tar, TreeWriter tree) {
        this.tar = tar;
        this.tree = tree;
    }

    /** Everything goes below a folder; nothing is special but what a function folder cannot hold. */
    void source(EntryName folder) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            EntryName name = EntryName.parse(entry.name());
            write(entry, name.under(folder), folder);
        }
    }

    /** As a layer: what the skeleton provides is dropped, and whiteouts are noted. */
    void layer(Whiteouts whiteouts) throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            EntryName name = EntryName.parse(entry.name());
            if (!whiteouts.note(entry, name) && !Skeleton.drops(name, entry.kind())) {
                write(entry, name, EntryName.ROOT);
            }
        }
    }

    private void write(TarEntry entry, EntryName name, EntryName folder) throws IOException {
        switch (entry.kind()) {
            case FILE -> tree.file(name, entry.mode(), entry.mtimeSeconds(), entry.size(), tar.body());
            case DIRECTORY -> tree.directory(name, entry.mode());
            case SYMLINK -> tree.symlink(name, entry.link());
            case HARD_LINK -> tree.hardLink(name, linkTarget(entry).under(folder));
            case SPECIAL ->
                throw ImageException.entry(
                        Fault.SPECIAL_FILE, entry.name(), "is a device, FIFO or socket: leave it out");
        }
    }

    private static EntryName linkTarget(TarEntry entry) {
        try {
            return EntryName.parse(entry.link());
        } catch (ImageException e) {
            throw new ImageException(
                    Fault.HARD_LINK_TARGET,
                    "entry '" + io.jfn.api.Printable.of(entry.name()) + "': is a hard link out of the tree; "
                            + e.getMessage(),
                    e);
        }
    }
}
