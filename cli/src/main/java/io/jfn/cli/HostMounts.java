// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mounts of a machine as {@code /proc/self/mountinfo} lists them. */
record HostMounts(List<Mount> mounts) {
    private static final Set<String> UNFIT = Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "overlay", "ceph");

    /** A mount: where, of which type, with which options of its own. */
    record Mount(Path at, String type, Set<String> options) {}

    static HostMounts of(HostFacts facts) {
        return new HostMounts(facts.read("/proc/self/mountinfo")
                .orElse("")
                .lines()
                .flatMap(line -> parse(line).stream())
                .toList());
    }

    private static Optional<Mount> parse(String line) {
        String[] halves = line.split(" - ", 2);
        String[] front = halves[0].split(" ", -1);
        if (halves.length < 2 || front.length < 6) {
            return Optional.empty();
        }
        return Optional.of(new Mount(
                Path.of(front[4].replace("\\040", " ")), halves[1].split(" ", 2)[0], Set.of(distinct(front[5]))));
    }

    private static String[] distinct(String options) {
        return java.util.Arrays.stream(options.split(",", -1)).distinct().toArray(String[]::new);
    }

    /** The mount a path lies on: the longest one above it, and of those the last. */
    Optional<Mount> of(Path path) {
        return mounts.stream()
                .filter(mount -> path.startsWith(mount.at()))
                .reduce((one, other) -> other.at().getNameCount() >= one.at().getNameCount() ? other : one);
    }

    List<HostCheck> stateFolder(Path state) {
        var mount = of(state);
        if (mount.isEmpty()) {
            return List.of(
                    HostCheck.warning("file system", "not known", "look whether " + state + " is on a local disk"));
        }
        String type = mount.get().type();
        boolean fit = !UNFIT.contains(type) && !type.startsWith("fuse");
        var options = mount.get().options();
        return List.of(
                HostCheck.needed(
                        "file system",
                        fit,
                        type,
                        "overlays and the registry want a local file system, as ext4 or xfs: choose another --state"),
                HostCheck.needed(
                        "file system writable",
                        !options.contains("ro"),
                        options.contains("ro") ? "read-only" : "yes",
                        "mount -o remount,rw " + mount.get().at() + ", or choose another --state"),
                HostCheck.wanted(
                        "file system options",
                        options.contains("nosuid") && options.contains("nodev"),
                        String.join(
                                ",",
                                options.stream()
                                        .sorted(Comparator.naturalOrder())
                                        .toList()),
                        "mount the state folder's disk with nosuid,nodev; layers hold neither, this is a second wall"));
    }
}
