// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.sandbox.syscall.Syscalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The control groups of one node: a parent {@code jfn-NODE} in every hierarchy, and in it one group for each sandbox. Never
 * looks at a group outside its parent.
 */
public final class CgroupManager {
    private static final List<Controller> V1 = List.of(
            new MemoryV1(), new CpuV1(), new CpuAccountingV1(), new Pids(), new DevicesV1(), new FreezerHierarchyV1());
    private static final List<Controller> V2 = List.of(new MemoryV2(), new CpuV2(), new Pids());

    private final ControlFiles files;
    private final Layout layout;
    private final Map<Controller, Path> parents = new LinkedHashMap<>();
    private final List<String> lacks = new ArrayList<>();
    private final Path core;
    private final String name;

    private CgroupManager(Syscalls kernel, Path root, String node) {
        this.files = new ControlFiles(kernel);
        this.layout = Layout.of(root);
        this.name = "jfn-" + node;
        if (layout == Layout.V2) {
            core = root.resolve(name);
            openV2(root);
        } else {
            core = root.resolve("freezer").resolve(name);
            openV1(root);
        }
    }

    /** Makes the node's parent groups under {@code root}, or finds those an earlier worker left. */
    public static CgroupManager open(Syscalls kernel, Path root, String node) {
        return new CgroupManager(kernel, root, node);
    }

    public Layout layout() {
        return layout;
    }

    /** What these control groups cannot hold, one sentence each. */
    public List<String> lacks() {
        return List.copyOf(lacks);
    }

    /** The ids of the groups under the node's parent. */
    public Set<String> existing() {
        var ids = new LinkedHashSet<String>();
        for (Path parent : Set.copyOf(parents.values())) {
            ids.addAll(children(parent));
        }
        ids.addAll(children(core));
        return ids;
    }

    /** A sandbox's groups, whether they exist or not. */
    public SandboxCgroup find(String id) {
        var groups = new LinkedHashMap<Controller, Path>();
        parents.forEach((controller, parent) -> groups.put(controller, parent.resolve(id)));
        return new SandboxCgroup(files, layout, name, core.resolve(id), groups);
    }

    /** Removes the parent groups; those with a sandbox in them stay. */
    public void removeParents() {
        Set.copyOf(parents.values()).forEach(files::removeFolder);
        files.removeFolder(core);
    }

    private void openV1(Path root) {
        for (Controller controller : V1) {
            Path hierarchy = root.resolve(controller.name());
            if (!Files.isDirectory(hierarchy)) {
                lacks.add("no " + controller.name() + " controller under " + root);
                continue;
            }
            // Hierarchies can carry two controllers and two names: cpu is a link to cpu,cpuacct.
            Path parent = real(hierarchy).resolve(name);
            files.makeFolder(parent);
            controller.prepare(files, parent);
            parents.put(controller, parent);
        }
    }

    private void openV2(Path root) {
        var offered =
                List.of(files.read(root.resolve("cgroup.controllers")).strip().split(" ", -1));
        files.makeFolder(core);
        for (Controller controller : V2) {
            if (!offered.contains(controller.name())) {
                lacks.add("no " + controller.name() + " controller in " + root.resolve("cgroup.controllers"));
                continue;
            }
            files.write(root.resolve("cgroup.subtree_control"), "+" + controller.name());
            files.write(core.resolve("cgroup.subtree_control"), "+" + controller.name());
            parents.put(controller, core);
        }
        lacks.add("no device controller: version 2 wants a BPF program for it; the sandbox's /dev alone holds devices");
    }

    private static Set<String> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Set.of();
        }
        var names = new LinkedHashSet<String>();
        try (var folders = Files.newDirectoryStream(parent, Files::isDirectory)) {
            folders.forEach(folder -> names.add(folder.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Version 1's freezer has a hierarchy of its own and neither limits nor counters. */
    private record FreezerHierarchyV1() implements Controller {
        @Override
        public String name() {
            return "freezer";
        }
    }
}
