// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kernel in memory, as far as a launch can tell: descriptors that stay open until they are closed, mounts that are somebody's,
 * children that are born, held, killed, reaped. Control files come from {@link FakeFiles}. Guarded by itself.
 */
public class FakeKernel extends ObligingKernel {
    private static final int NO_READER = 6;
    private static final int FIRST_PID = 500_000;

    private final FakeFiles files;
    private final Map<String, String> texts = new HashMap<>();
    private final Set<Thread> apart = new HashSet<>();
    private final List<String> hostMounts = new ArrayList<>();
    private final Map<Integer, Child> children = new HashMap<>();
    private final Map<Integer, Long> marks = new HashMap<>();
    private final Deque<Long> ready = new ArrayDeque<>();
    private int nextPid = FIRST_PID;
    /** Answers to {@link #connectLocally}, the last one for good. */
    public final Deque<Integer> connects = new ArrayDeque<>(List.of(0));

    public FakeKernel(FakeFiles files) {
        this.files = files;
        texts.put("/proc/sys/kernel/cap_last_cap", "40\n");
        texts.put("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Made Up\n\nprocessor\t: 1\n");
    }

    /** What a file outside of the control files holds. */
    public synchronized void put(String path, String text) {
        texts.put(path, text);
    }

    /** Mounts made by threads that still share the host's. */
    public synchronized List<String> hostMounts() {
        return List.copyOf(hostMounts);
    }

    /** Children that are not reaped. */
    public synchronized Set<Integer> livingChildren() {
        return Set.copyOf(children.keySet());
    }

    /** The child ends by itself. */
    public synchronized void end(int pid, Ended how) {
        Child child = children.get(pid);
        if (child != null && child.how == null) {
            child.how = how;
            child.held = false;
            files.died(pid);
            open.forEach((descriptor, one) -> {
                if (one.pid == pid && marks.containsKey(descriptor)) {
                    ready.add(marks.get(descriptor));
                }
            });
            notifyAll();
        }
    }

    private synchronized void attached(String where) {
        if (!apart.contains(Thread.currentThread())) {
            hostMounts.add(where);
        }
    }

    @Override
    public synchronized int open(int directory, String path, int flags, int mode) {
        if (path.equals("/run/.hold") || path.equals(".hold")) {
            return openHold(path);
        }
        if (files.covers(path)) {
            String text = (flags & Flags.O_WRONLY) == 0 ? files.read(Path.of(path)) : "";
            int made = made(path);
            at(made).file = Path.of(path);
            at(made).rest = text.getBytes(StandardCharsets.UTF_8);
            return made;
        }
        if (path.startsWith("/proc/") && path.endsWith("/cgroup") && !texts.containsKey(path)) {
            throw new SyscallException("open", path, Errno.ENOENT);
        }
        int made = made(path);
        at(made).rest = textOf(path).getBytes(StandardCharsets.UTF_8);
        return made;
    }

    private String textOf(String path) {
        if (path.endsWith("/children")) {
            return children.entrySet().stream()
                    .filter(child -> child.getValue().held)
                    .map(child -> child.getKey() + " ")
                    .findFirst()
                    .orElse("");
        }
        return texts.getOrDefault(path, "");
    }

    private int openHold(String path) {
        for (Child child : children.values()) {
            if (child.held) {
                child.held = false;
                notifyAll();
                return made(path);
            }
        }
        throw new SyscallException("open", path, NO_READER);
    }

    @Override
    public synchronized void close(int descriptor) {
        super.close(descriptor);
        marks.remove(descriptor);
    }

    @Override
    public synchronized int read(int descriptor, byte[] into) {
        Opened one = at(descriptor);
        int got = Math.min(into.length, one.rest.length);
        System.arraycopy(one.rest, 0, into, 0, got);
        one.rest = Arrays.copyOfRange(one.rest, got, one.rest.length);
        return got;
    }

    @Override
    public synchronized void write(int descriptor, byte[] content) {
        Opened one = at(descriptor);
        if (one.file != null) {
            files.write(one.file, new String(content, StandardCharsets.UTF_8));
        } else if (marks.containsKey(descriptor)) {
            ready.add(marks.get(descriptor));
            notifyAll();
        }
    }

    @Override
    public void makeDirectory(int directory, String path, int mode) {
        if (files.covers(path)) {
            files.makeFolder(Path.of(path));
        }
    }

    @Override
    public int removeDirectory(String path) {
        return files.removeFolder(Path.of(path));
    }

    @Override
    public synchronized void unshare(int flags) {
        if ((flags & Flags.CLONE_NEWNS) != 0) {
            apart.add(Thread.currentThread());
        }
    }

    @Override
    public void mount(String source, String target, String type, long flags, String data) {
        attached(target);
    }

    @Override
    public void pivotRoot(String newRoot, String oldRoot) {
        attached(newRoot);
    }

    @Override
    public void moveMount(int from, int directory, String path) {
        at(from);
        attached(path);
    }

    @Override
    public synchronized int spawn(List<String> argv, List<String> env, int input, int output, int error, String hold) {
        at(input);
        at(output);
        at(error);
        int pid = nextPid++;
        var child = new Child();
        child.held = hold != null;
        children.put(pid, child);
        files.born(pid, Thread.currentThread());
        while (child.held) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return pid;
    }

    @Override
    public synchronized int openProcess(int pid) {
        if (!children.containsKey(pid)) {
            return -Errno.ESRCH;
        }
        int made = made("process " + pid);
        at(made).pid = pid;
        return made;
    }

    @Override
    public synchronized int signal(int processDescriptor, int signal) {
        int pid = at(processDescriptor).pid;
        if (signal == Flags.SIGKILL || signal == Flags.SIGTERM) {
            end(pid, new Ended(-1, signal));
        }
        return children.containsKey(pid) ? 0 : -Errno.ESRCH;
    }

    @Override
    public synchronized Ended reap(int processDescriptor) {
        int pid = at(processDescriptor).pid;
        Child child = children.get(pid);
        if (child == null || child.how == null) {
            return null;
        }
        children.remove(pid);
        return child.how;
    }

    @Override
    public synchronized int connectLocally(int socket, int port, int millis) {
        at(socket);
        return connects.size() > 1 ? connects.poll() : connects.element();
    }

    @Override
    public synchronized void watch(int epoll, int descriptor, long mark) {
        at(epoll);
        marks.put(descriptor, mark);
        Child child = children.get(at(descriptor).pid);
        if (child != null && child.how != null) {
            ready.add(mark);
            notifyAll();
        }
    }

    @Override
    public synchronized void unwatch(int epoll, int descriptor) {
        marks.remove(descriptor);
    }

    @Override
    public synchronized int await(int epoll, long[] into, int millis) {
        long until = System.nanoTime() + millis * 1_000_000L;
        while (ready.isEmpty() && System.nanoTime() < until) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        int count = 0;
        while (count < into.length && !ready.isEmpty()) {
            into[count++] = ready.poll();
        }
        return count;
    }

    private static final class Child {
        boolean held;
        Ended how;
    }
}
