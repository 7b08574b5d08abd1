// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes one tree into an empty folder of the store. What the tree has is known from what was written, never asked of
 * the disk, so that a link in an archive cannot lead a later entry anywhere: an entry goes only into folders that this
 * writer made. The store is 0700 and nobody else's; each folder on the way is checked not to be a link all the same.
 */
final class TreeWriter {
    private static final int IMPLIED_MODE = 0755;
    private static final TreeNode ROOT = new TreeNode(TreeNode.Kind.DIRECTORY, 0755, 0, "", 0, false);

    private final Path root;
    private final UnpackBudget budget;
    private final TreeMap<String, TreeNode> nodes = new TreeMap<>();
    private final byte[] buffer = new byte[65_536];
    private int layer;

    TreeWriter(Path root, UnpackBudget budget) {
        this.root = root;
        this.budget = budget;
    }

    /** What follows belongs to the next layer, which may replace what lower ones wrote. */
    void nextLayer() {
        layer++;
    }

    @Nullable
    TreeNode at(EntryName name) {
        return nodes.get(name.text());
    }

    void directory(EntryName name, int mode) throws IOException {
        if (name.isRoot()) {
            return;
        }
        TreeNode before = nodes.get(name.text());
        if (before != null && !before.isDirectory()) {
            replace(name, before, TreeNode.Kind.DIRECTORY);
            before = null;
        }
        Path path = parent(name).resolve(name.last());
        if (before == null) {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(Modes.permissions(0700)));
        }
        nodes.put(name.text(), new TreeNode(TreeNode.Kind.DIRECTORY, Modes.ofDirectory(mode), 0, "", layer, false));
    }

    /** Writes a file of exactly the size that its archive announced. */
    void file(EntryName name, int mode, long mtimeSeconds, long size, InputStream body) throws IOException {
        budget.takeBytes(name.text(), size);
        Path path = makeRoom(name, TreeNode.Kind.FILE);
        var sha256 = Hashes.sha256();
        long written = 0;
        try (OutputStream out = new DigestOutputStream(
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                sha256)) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                written += n;
                if (written > size) {
                    break;
                }
                out.write(buffer, 0, n);
                budget.wrote(n);
            }
        }
        if (written != size) {
            throw ImageException.entry(
                    Fault.SIZE_MISMATCH, name.text(), "has not the " + size + " bytes that its archive announced");
        }
        settle(name, path, mode, mtimeSeconds, size, HexFormat.of().formatHex(sha256.digest()));
    }

    /** Takes a file of our own making into the tree by moving it; it must be on the same file system. */
    void adopt(EntryName name, int mode, Path source) throws IOException {
        long size = Files.size(source);
        budget.takeBytes(name.text(), size);
        long mtime = Files.getLastModifiedTime(source).to(TimeUnit.SECONDS);
        String content = Hashes.ofFile(source).hex();
        Path path = makeRoom(name, TreeNode.Kind.FILE);
        Files.move(source, path, StandardCopyOption.ATOMIC_MOVE);
        settle(name, path, mode, mtime, size, content);
    }

    void symlink(EntryName name, String target) throws IOException {
        if (target.isEmpty()
                || target.indexOf('\0') >= 0
                || target.getBytes(StandardCharsets.UTF_8).length >= UnpackLimits.LONGEST_PATH) {
            throw ImageException.entry(
                    Fault.SYMLINK_TARGET, name.text(), "its target is empty, has a NUL character or is too long");
        }
        Path path = makeRoom(name, TreeNode.Kind.SYMLINK);
        Files.createSymbolicLink(path, Path.of(target));
        nodes.put(name.text(), new TreeNode(TreeNode.Kind.SYMLINK, 0777, 0, target, layer, false));
    }

    /** A second name for a file that this layer has already brought. */
    void hardLink(EntryName name, EntryName target) throws IOException {
        TreeNode existing = nodes.get(target.text());
        if (existing == null
                || existing.kind() != TreeNode.Kind.FILE
                || existing.layer() != layer
                || target.equals(name)) {
            throw ImageException.entry(
                    Fault.HARD_LINK_TARGET,
                    name.text(),
                    "is a hard link to '" + io.jfn.api.Printable.of(target.text())
                            + "', which is not a file that this layer has brought before it");
        }
        Path targetPath = parent(target).resolve(target.last());
        Path path = makeRoom(name, TreeNode.Kind.FILE);
        Files.createLink(path, targetPath);
        nodes.put(name.text(), existing);
    }

    /** Takes away what lower layers have at a name; nothing there is fine. */
    void whiteout(EntryName name) throws IOException {
        if (exists(name.parent(), name)) {
            delete(name);
        }
    }

    /** Takes away what lower layers have in a folder; the folder stays. */
    void opaque(EntryName folder) throws IOException {
        if (!exists(folder, folder)) {
            return;
        }
        String prefix = folder.isRoot() ? "" : folder.text() + "/";
        var inside = folder.isRoot()
                ? nodes.keySet()
                : nodes.subMap(prefix, folder.text() + "0").keySet();
        var direct = inside.stream()
                .filter(name -> name.indexOf('/', prefix.length()) < 0)
                .toList();
        for (String name : direct) {
            delete(new EntryName(name));
        }
    }

    private boolean exists(EntryName folder, EntryName entry) {
        var chain = new ArrayList<>(folder.folders());
        chain.add(folder);
        for (EntryName step : chain) {
            TreeNode node = step.isRoot() ? ROOT : nodes.get(step.text());
            if (node == null) {
                return false;
            }
            if (!node.isDirectory()) {
                throw ImageException.entry(
                        Fault.WHITEOUT_THROUGH_SYMLINK,
                        entry.text(),
                        "is taken away through '" + step + "', which is no folder");
            }
        }
        return true;
    }

    /** Gives folders their modes, makes everything durable, and sums up. */
    TreeSummary finish() throws IOException {
        TreeSync.files(root, nodes);
        for (Map.Entry<String, TreeNode> entry : nodes.descendingMap().entrySet()) {
            if (entry.getValue().isDirectory()) {
                chmod(root.resolve(entry.getKey()), entry.getValue().mode());
            }
        }
        chmod(root, Modes.ofDirectory(0755));
        return summary();
    }

    private TreeSummary summary() {
        var sha256 = Hashes.sha256();
        long bytes = 0;
        List<String> implied = new ArrayList<>();
        for (Map.Entry<String, TreeNode> entry : nodes.entrySet()) {
            TreeNode node = entry.getValue();
            String line = node.kind() + " " + Integer.toOctalString(node.mode()) + " " + node.size() + " "
                    + entry.getKey() + "\0" + node.content() + "\0";
            sha256.update(line.getBytes(StandardCharsets.UTF_8));
            bytes += node.size();
            if (node.implied()) {
                implied.add(entry.getKey());
            }
        }
        var digest = new Digest("sha256:" + HexFormat.of().formatHex(sha256.digest()));
        return new TreeSummary(digest, bytes, nodes.size(), implied);
    }

    private void settle(EntryName name, Path path, int mode, long mtimeSeconds, long size, String content)
            throws IOException {
        int kept = Modes.ofFile(mode);
        // The time matters: compiled Python names the time of its source, the JVM's archive that of its modules.
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(mtimeSeconds, TimeUnit.SECONDS), null, null);
        chmod(path, kept);
        nodes.put(name.text(), new TreeNode(TreeNode.Kind.FILE, kept, size, content, layer, false));
    }

    private Path makeRoom(EntryName name, TreeNode.Kind kind) throws IOException {
        if (name.isRoot()) {
            throw ImageException.entry(Fault.DUPLICATE_OF_OTHER_TYPE, ".", "is the root and must be a folder");
        }
        TreeNode before = nodes.get(name.text());
        if (before != null) {
            replace(name, before, kind);
        }
        return parent(name).resolve(name.last());
    }

    /** Within one layer a name keeps its kind; a higher layer may replace what a lower one wrote. */
    private void replace(EntryName name, TreeNode before, TreeNode.Kind kind) throws IOException {
        if (before.layer() == layer && before.kind() != kind) {
            throw ImageException.entry(
                    Fault.DUPLICATE_OF_OTHER_TYPE, name.text(), "is there twice, as different kinds of thing");
        }
        parent(name);
        delete(name);
    }

    private void delete(EntryName name) throws IOException {
        var below = nodes.subMap(name.text() + "/", true, name.text() + "0", false);
        for (String inside : below.descendingKeySet()) {
            Files.delete(root.resolve(inside));
        }
        below.clear();
        if (nodes.remove(name.text()) != null) {
            Files.delete(root.resolve(name.text()));
        }
    }

    /** The folder that a name goes into, made where no entry has named it. */
    private Path parent(EntryName name) throws IOException {
        Path path = root;
        for (EntryName folder : name.folders()) {
            path = path.resolve(folder.last());
            TreeNode node = nodes.get(folder.text());
            if (node == null) {
                budget.takeEntry(folder.text());
                budget.takeName(folder.text());
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(Modes.permissions(0700)));
                int mode = Modes.ofDirectory(IMPLIED_MODE);
                nodes.put(folder.text(), new TreeNode(TreeNode.Kind.DIRECTORY, mode, 0, "", layer, true));
            } else if (!node.isDirectory()) {
                throw ImageException.entry(
                        Fault.UNDER_A_NON_DIRECTORY,
                        name.text(),
                        "is below '" + folder + "', which is a "
                                + (node.kind() == TreeNode.Kind.FILE ? "file" : "link"));
            } else if (node.layer() != layer) {
                nodes.put(folder.text(), node.inLayer(layer));
            }
            var onDisk = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!onDisk.isDirectory()) {
                throw ImageException.entry(
                        Fault.STORE_CHANGED, name.text(), "a folder of the store was replaced while it was unpacked");
            }
        }
        return path;
    }

    private static void chmod(Path path, int mode) throws IOException {
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(Modes.permissions(mode));
    }
}
