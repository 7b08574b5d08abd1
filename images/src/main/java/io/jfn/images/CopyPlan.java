// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What of the machine goes into a base image and where: copied, so that no sandbox sees a file of the host itself. */
final class CopyPlan {
    private final TreeMap<String, Path> files = new TreeMap<>();
    private final TreeMap<String, String> links = new TreeMap<>();

    /** A base image has all programs and libraries below {@code /usr}, and the old places as links to them. */
    CopyPlan() {
        for (String folder : new String[] {"bin", "sbin", "lib", "lib64"}) {
            links.put(folder, "usr/" + folder);
        }
    }

    /** Where a path of the machine stands in a base image, without the leading slash. */
    static String place(Path path) {
        String text = path.normalize().toString().substring(1);
        return text.matches("(bin|sbin|lib|lib64)/.*") ? "usr/" + text : text;
    }

    void copy(String place, Path source) {
        files.put(place, source);
    }

    void link(String place, String target) {
        links.put(place, target);
    }

    boolean has(String place) {
        return files.containsKey(place);
    }

    long bytes() throws IOException {
        long sum = 0;
        for (Path source : files.values()) {
            sum += Files.size(source);
        }
        return sum;
    }

    /** Copies everything; progress is told per file and per MiB of a large one. */
    void writeTo(TreeWriter tree, String step, Progress progress) throws IOException {
        long total = bytes();
        long done = 0;
        for (String folder : new String[] {"usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "function", "opt/jfn"}) {
            tree.directory(new EntryName(folder), 0755);
        }
        for (Map.Entry<String, String> link : links.entrySet()) {
            tree.symlink(new EntryName(link.getKey()), link.getValue());
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path source = file.getValue();
            var mtime = Files.getLastModifiedTime(source).to(TimeUnit.SECONDS);
            boolean executable = Files.getPosixFilePermissions(source).contains(PosixFilePermission.OWNER_EXECUTE);
            long size = Files.size(source);
            try (InputStream in = new Watched(Files.newInputStream(source), step, done, total, progress)) {
                tree.file(new EntryName(file.getKey()), executable ? 0755 : 0644, mtime, size, in);
            }
            done += size;
            progress.step(step, done, total);
        }
    }
}
