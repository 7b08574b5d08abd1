// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kernel in memory that does whatever it is asked for and only keeps account of descriptors. Guarded by itself. */
abstract class ObligingKernel implements Syscalls {
    static final int BAD_DESCRIPTOR = 9;
    final Map<Integer, Opened> open = new TreeMap<>();
    int nextDescriptor = 1000;
    /** As overlay is before Linux 6.5: what it cannot take is refused only when the mount is made. */
    public boolean takesAnyOption;

    /** Every descriptor that is open, and what of. */
    public synchronized List<String> openDescriptors() {
        return open.values().stream().map(one -> one.what).toList();
    }

    synchronized int made(String what) {
        open.put(nextDescriptor, new Opened(what));
        return nextDescriptor++;
    }

    synchronized Opened at(int descriptor) {
        Opened one = open.get(descriptor);
        if (one == null) {
            throw new SyscallException("use", "descriptor " + descriptor, BAD_DESCRIPTOR);
        }
        return one;
    }

    @Override
    public int openInside(int root, String path, int flags) {
        at(root);
        return made(path);
    }

    @Override
    public synchronized void close(int descriptor) {
        at(descriptor);
        open.remove(descriptor);
    }

    @Override
    public void makeLink(String target, int directory, String path) {
        at(directory);
    }

    @Override
    public void makeFifo(int directory, String path, int mode) {
        at(directory);
    }

    @Override
    public void remove(int directory, String path) {
        at(directory);
    }

    @Override
    public void changeOwner(int descriptor, int uid, int gid) {
        at(descriptor);
    }

    @Override
    public long inode(int descriptor) {
        return at(descriptor).what.hashCode();
    }

    @Override
    public int[] partDescriptors(int... kept) {
        for (int one : kept) {
            if (one >= 0) {
                at(one);
            }
        }
        return kept;
    }

    @Override
    public long characterDevice(int descriptor) {
        int minor = List.of("null", "", "zero", "", "full", "random", "urandom")
                        .indexOf(at(descriptor).what.replace("/dev/", ""))
                + 3;
        return (1L << 20) + minor;
    }

    @Override
    public void changeDirectory(String path) {}

    @Override
    public void changeDirectory(int descriptor) {
        at(descriptor);
    }

    @Override
    public String workingDirectory() {
        return "/";
    }

    @Override
    public void fileModeMask(int mask) {}

    @Override
    public Pipe pipe() {
        return new Pipe(made("pipe"), made("pipe"));
    }

    @Override
    public void nonBlocking(int descriptor) {
        at(descriptor);
    }

    @Override
    public int eventCounter() {
        return made("eventfd");
    }

    @Override
    public void enter(int namespace, int type) {
        at(namespace);
    }

    @Override
    public void unmount(String target, int flags) {}

    @Override
    public int openFileSystem(String type) {
        return made("fsopen " + type);
    }

    @Override
    public void configure(int fileSystem, String key, String value) {
        at(fileSystem);
    }

    @Override
    public int tryConfigure(int fileSystem, String key, String value) {
        at(fileSystem);
        return key.equals("lowerdir+") || takesAnyOption ? 0 : -Errno.EINVAL;
    }

    @Override
    public int mountDetached(int fileSystem, int attributes) {
        return made("mount of " + at(fileSystem).what);
    }

    @Override
    public int copyMount(int directory, String path) {
        at(directory);
        return made("copy of " + path);
    }

    @Override
    public void setMountAttributes(int directory, String path, long attributes) {
        at(directory);
    }

    @Override
    public void setHostName(String name) {}

    @Override
    public void setDomainName(String name) {}

    @Override
    public void clearGroups() {}

    @Override
    public void setGroup(int gid) {}

    @Override
    public void setUser(int uid) {}

    @Override
    public int control(int option, long first, long second, long third) {
        return 0;
    }

    @Override
    public void clearCapabilities() {}

    @Override
    public long[] capabilities() {
        return new long[3];
    }

    @Override
    public int joinNewKeyring() {
        return 0;
    }

    @Override
    public int limit(int pid, int resource, long value) {
        return 0;
    }

    @Override
    public void filter(byte[] program) {}

    @Override
    public int landlockVersion() {
        return 6;
    }

    @Override
    public int landlockRules(long fileAccess, long netAccess, long scoped) {
        return made("landlock");
    }

    @Override
    public void landlockAllow(int rules, int directory, long fileAccess) {
        at(rules);
        at(directory);
    }

    @Override
    public void landlockRestrict(int rules) {
        at(rules);
    }

    @Override
    public int threadId() {
        return (int) Thread.currentThread().threadId();
    }

    @Override
    public int streamSocket() {
        return made("socket");
    }

    @Override
    public int listenLocally(int port) {
        return made("listener " + port);
    }

    @Override
    public void raiseLoopback() {}

    @Override
    public int epoll() {
        return made("epoll");
    }

    static final class Opened {
        final String what;
        Path file;
        byte[] rest = {};
        int pid;

        Opened(String what) {
            this.what = what;
        }
    }
}
