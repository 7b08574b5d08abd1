// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The control groups of one sandbox, in one hierarchy or in several. */
public final class SandboxCgroup {
    private final ControlFiles files;
    private final Layout layout;
    private final String id;
    private final String membership;
    private final Path core;
    private final Map<Controller, Path> groups;
    private final Set<Path> folders;

    SandboxCgroup(ControlFiles files, Layout layout, String parent, Path core, Map<Controller, Path> groups) {
        this.files = files;
        this.layout = layout;
        this.id = String.valueOf(core.getFileName());
        this.membership = "/" + parent + "/" + id;
        this.core = core;
        this.groups = groups;
        var all = new LinkedHashSet<>(groups.values());
        all.add(core);
        this.folders = all;
    }

    public String id() {
        return id;
    }

    /** Makes the groups. */
    public void make() {
        folders.forEach(files::makeFolder);
    }

    /** Where a thread writes {@code 0} to join; none in version 2, which takes whole processes only. */
    public List<Path> joinFiles() {
        return layout == Layout.V2
                ? List.of()
                : folders.stream().map(folder -> folder.resolve("tasks")).toList();
    }

    /** Where the id of a process is written to move it; in version 2 only. */
    public Optional<Path> processFile() {
        return layout == Layout.V2 ? Optional.of(core.resolve("cgroup.procs")) : Optional.empty();
    }

    /** Where running out of memory is announced to a registered counter; in version 1 only. */
    public Optional<Path> memoryGroup() {
        return layout == Layout.V2 ? Optional.empty() : folder("memory");
    }

    /** The file that holds a quota over the sandbox thread too, and so is written last before the spawn. */
    public Optional<Path> quotaFile() {
        return layout == Layout.V2 ? Optional.empty() : folder("cpu").map(folder -> folder.resolve(CpuV1.QUOTA));
    }

    public static String quota(ResourceLimits limits) {
        return CpuV1.quota(limits);
    }

    /** Every limit but the CPU quota of {@link #quotaFile}; at least {@code leastPids} processes. */
    public void limitBeforeStart(ResourceLimits limits, int leastPids) {
        for (var group : groups.entrySet()) {
            Controller controller = group.getKey();
            if (controller instanceof Pids) {
                files.write(group.getValue().resolve(Pids.MAX), Integer.toString(Math.max(leastPids, limits.pids())));
            } else if (!(controller instanceof CpuV1)) {
                controller.limit(files, group.getValue(), limits);
            }
        }
    }

    public void limit(ResourceLimits limits) {
        groups.forEach((controller, group) -> controller.limit(files, group, limits));
    }

    public Usage usage() {
        var counters = new Counters();
        groups.forEach((controller, group) -> controller.count(files, group, counters));
        return counters.toUsage();
    }

    /** Stops every process; whether all are stopped. */
    public boolean freeze() {
        return freezer().freeze(files, core);
    }

    public boolean thaw() {
        return freezer().thaw(files, core);
    }

    /** Ids of the processes in any of the groups. */
    public Set<Integer> processes() {
        var pids = new TreeSet<Integer>();
        for (Path folder : folders) {
            files.read(folder.resolve("cgroup.procs")).lines().forEach(line -> pids.add(Integer.valueOf(line)));
        }
        return pids;
    }

    /** Whether {@code cgroups}, a process's {@code /proc/PID/cgroup}, says that it is in one of these groups. */
    public boolean holds(String cgroups) {
        return cgroups.lines().anyMatch(line -> line.endsWith(membership));
    }

    /** Removes the groups; whether all are gone. A group with a process in it stays. */
    public boolean remove() {
        boolean gone = true;
        for (Path folder : folders) {
            gone &= files.removeFolder(folder);
        }
        return gone;
    }

    private Freezer freezer() {
        return layout == Layout.V2 ? Freezer.V2 : Freezer.V1;
    }

    private Optional<Path> folder(String controller) {
        return groups.entrySet().stream()
                .filter(group -> group.getKey().name().equals(controller))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
