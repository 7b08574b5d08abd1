// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.archive.TarOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Writes the tree of a layer as tar: names in the order of their bytes, whatever order the file system has them in. The
 * store gives others the owner's rights, which its sandboxes need; in the archive others have no more than the group.
 */
final class LayerTar {
    private final TarOutput tar;
    private final LayerTimes times;
    private final LongConsumer written;
    private final Map<Object, String> linked = new HashMap<>();

    /** {@code written} hears the size of each file that is done. */
    LayerTar(TarOutput tar, LayerTimes times, LongConsumer written) {
        this.tar = tar;
        this.times = times;
        this.written = written;
    }

    void write(Path tree) throws IOException {
        inside(tree, "");
        tar.end();
    }

    private void inside(Path folder, String prefix) throws IOException {
        List<Path> entries;
        try (var all = Files.list(folder)) {
            entries = all.sorted().toList();
        }
        for (Path entry : entries) {
            String name = prefix + entry.getFileName();
            int mode = (int) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            int rights = (mode & 0770) | ((mode >> 3) & 05);
            switch (mode & 0170000) {
                case 0040000 -> {
                    tar.folder(name, rights, times.fixed());
                    inside(entry, name + "/");
                }
                case 0120000 -> tar.symlink(name, Files.readSymbolicLink(entry).toString(), times.fixed());
                case 0100000 -> file(entry, name, rights);
                default -> throw new IOException(name + " in a layer is neither file nor folder nor link");
            }
        }
    }

    private void file(Path file, String name, int rights) throws IOException {
        var facts = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        long mtime = times.of(facts.lastModifiedTime().to(TimeUnit.SECONDS));
        boolean several = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
        String first = several ? linked.putIfAbsent(facts.fileKey(), name) : null;
        if (first != null) {
            tar.hardLink(name, first, rights, mtime);
            return;
        }
        long size = facts.size();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            tar.file(name, rights, mtime, size, in);
        }
        written.accept(size);
    }
}
