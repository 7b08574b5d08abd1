// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.FakeFiles;
import io.jfn.sandbox.syscall.SyscallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that looks and behaves like {@code /sys/fs/cgroup}: groups are born with their files, refuse to go while somebody is in
 * them, freeze with a delay, and refuse values that the kernel refuses. Guarded by itself.
 */
public final class CgroupTree implements FakeFiles {
    private static final Map<String, Map<String, String>> V1 = Map.of(
            "memory",
            Map.ofEntries(
                    Map.entry("memory.limit_in_bytes", "9223372036854771712"),
                    Map.entry("memory.memsw.limit_in_bytes", "9223372036854771712"),
                    Map.entry("memory.swappiness", "60"),
                    Map.entry("memory.usage_in_bytes", "4096"),
                    Map.entry("memory.max_usage_in_bytes", "8192"),
                    Map.entry("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n"),
                    Map.entry("cgroup.event_control", "")),
            "cpu",
            Map.of(
                    "cpu.cfs_quota_us",
                    "-1",
                    "cpu.cfs_period_us",
                    "100000",
                    "cpu.stat",
                    "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n"),
            "cpuacct",
            Map.of("cpuacct.usage", "0"),
            "pids",
            Map.of("pids.max", "max", "pids.current", "0", "pids.events", "max 0\n"),
            "devices",
            Map.of("devices.list", "a *:* rwm\n", "devices.allow", "", "devices.deny", ""),
            "freezer",
            Map.of("freezer.state", "THAWED\n"));
    private static final Map<String, String> V2 = Map.ofEntries(
            Map.entry("memory.max", "max"),
            Map.entry("memory.swap.max", "max"),
            Map.entry("memory.oom.group", "0"),
            Map.entry("memory.current", "4096"),
            Map.entry("memory.peak", "8192"),
            Map.entry("memory.events", "low 0\noom 0\noom_kill 0\noom_group_kill 0\n"),
            Map.entry("cpu.max", "max 100000"),
            Map.entry("cpu.stat", "usage_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n"),
            Map.entry("pids.max", "max"),
            Map.entry("pids.current", "0"),
            Map.entry("pids.events", "max 0\n"),
            Map.entry("cgroup.freeze", "0"),
            Map.entry("cgroup.events", "populated 0\nfrozen 0\n"),
            Map.entry("cgroup.subtree_control", ""));

    public final Path root;
    private final boolean unified;
    private final List<String> written = new ArrayList<>();
    private final Map<Path, Set<Thread>> threads = new ConcurrentHashMap<>();
    private final Map<Path, Set<Integer>> processes = new ConcurrentHashMap<>();
    /** Kernels without swap accounting lack files. */
    private final Set<String> lacking = new HashSet<>();
    /** How many times a group that is being frozen is read before it is. */
    public int readsUntilFrozen;
    /** How many times a removal is refused for no visible reason. */
    public int busyRemovals;

    private CgroupTree(Path root, boolean unified) {
        this.root = root;
        this.unified = unified;
    }

    public static CgroupTree v1(Path root) {
        var tree = new CgroupTree(root, false);
        V1.keySet().forEach(hierarchy -> tree.makeFolder(root.resolve(hierarchy)));
        return tree;
    }

    public static CgroupTree hybrid(Path root) {
        CgroupTree tree = v1(root);
        put(root.resolve("unified/cgroup.controllers"), "");
        return tree;
    }

    public static CgroupTree v2(Path root) {
        var tree = new CgroupTree(root, true);
        put(root.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        put(root.resolve("cgroup.subtree_control"), "");
        return tree;
    }

    /** Leaves {@code file} out of groups made from now on. */
    public CgroupTree without(String file) {
        lacking.add(file);
        return this;
    }

    /** What the kernel has counted. */
    public void count(String file, String text) {
        put(root.resolve(file), text);
    }

    public String text(String file) {
        return get(root.resolve(file));
    }

    /** Every write, as {@code FILE < TEXT}, in order. */
    public synchronized List<String> written() {
        return List.copyOf(written);
    }

    public synchronized void forget() {
        written.clear();
    }

    /** Groups inside the node's. */
    public List<String> groups() {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isDirectory)
                    .map(folder -> root.relativize(folder).toString())
                    .filter(name -> name.matches(unified ? "jfn-[^/]*/.*" : ".*/jfn-[^/]*/.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a process into a group, as if it had been born there. */
    public synchronized void inhabit(String group, int pid) {
        processes.computeIfAbsent(root.resolve(group), _ -> new HashSet<>()).add(pid);
    }

    @Override
    public boolean covers(String path) {
        return path.startsWith(root + "/");
    }

    @Override
    public synchronized String read(Path file) {
        Path group = file.getParent();
        if (!Files.exists(file) && !file.endsWith("cgroup.procs")) {
            throw new SyscallException("open", file.toString(), Errno.ENOENT);
        }
        if (file.endsWith("cgroup.procs")) {
            var text = new StringBuilder();
            processes
                    .getOrDefault(group, Set.of())
                    .forEach(pid -> text.append(pid).append('\n'));
            return text.toString();
        }
        String text = get(file);
        if (text.equals("FREEZING\n") && readsUntilFrozen-- <= 0) {
            put(file, "FROZEN\n");
        } else if (file.endsWith("cgroup.events")
                && get(group.resolve("cgroup.freeze")).equals("1")) {
            put(file, readsUntilFrozen-- <= 0 ? "populated 1\nfrozen 1\n" : text);
        }
        return get(file);
    }

    @Override
    public synchronized void write(Path file, String text) {
        written.add(root.relativize(file) + " < " + text);
        Path group = file.getParent();
        switch (file.getFileName().toString()) {
            case "tasks" -> threads.computeIfAbsent(group, _ -> new HashSet<>()).add(Thread.currentThread());
            case "cgroup.procs" -> inhabit(root.relativize(group).toString(), Integer.parseInt(text));
            case "freezer.state" -> put(file, text.equals("FROZEN") ? "FREEZING\n" : "THAWED\n");
            case "cgroup.freeze" -> {
                put(file, text);
                if (text.equals("0")) {
                    put(group.resolve("cgroup.events"), "populated 1\nfrozen 0\n");
                }
            }
            case "devices.deny" -> put(group.resolve("devices.list"), "");
            case "devices.allow" ->
                put(group.resolve("devices.list"), get(group.resolve("devices.list")) + text + "\n");
            default -> store(file, group, text);
        }
    }

    private static void store(Path file, Path group, String text) {
        if (!Files.exists(file)) {
            throw new SyscallException("open", file.toString(), Errno.EACCES);
        }
        Path withSwap = group.resolve("memory.memsw.limit_in_bytes");
        if (file.endsWith("memory.limit_in_bytes")
                && Files.exists(withSwap)
                && Long.parseLong(text) > Long.parseLong(get(withSwap).strip())) {
            throw new SyscallException("write", file.toString(), Errno.EINVAL);
        }
        if (file.endsWith("memory.memsw.limit_in_bytes")
                && Long.parseLong(text)
                        < Long.parseLong(
                                get(group.resolve("memory.limit_in_bytes")).strip())) {
            throw new SyscallException("write", file.toString(), Errno.EINVAL);
        }
        put(file, text);
    }

    @Override
    public synchronized void makeFolder(Path folder) {
        if (Files.isDirectory(folder)) {
            throw new SyscallException("mkdir", folder.toString(), Errno.EEXIST);
        }
        Path relative = root.relativize(folder);
        Map<String, String> files = unified ? V2 : V1.get(relative.getName(0).toString());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.forEach((name, text) -> {
            if (!lacking.contains(name)) {
                put(folder.resolve(name), text);
            }
        });
    }

    @Override
    public synchronized int removeFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return -Errno.ENOENT;
        }
        boolean occupied = threads.getOrDefault(folder, Set.of()).stream().anyMatch(Thread::isAlive)
                || !processes.getOrDefault(folder, Set.of()).isEmpty();
        if (occupied || busyRemovals-- > 0) {
            return -Errno.EBUSY;
        }
        try (var inside = Files.list(folder)) {
            List<Path> all = inside.toList();
            if (all.stream().anyMatch(Files::isDirectory)) {
                return -Errno.EBUSY;
            }
            for (Path file : all) {
                Files.delete(file);
            }
            Files.delete(folder);
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void born(int pid, Thread parent) {
        threads.forEach((group, members) -> {
            if (members.contains(parent)) {
                inhabit(root.relativize(group).toString(), pid);
            }
        });
    }

    @Override
    public synchronized void died(int pid) {
        processes.values().forEach(pids -> pids.remove(pid));
    }

    private static String get(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
