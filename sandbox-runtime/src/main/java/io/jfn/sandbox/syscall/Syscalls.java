// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the Linux kernel, one method per operation, all of it raw: the credential calls change the calling
 * thread alone. Every descriptor made is close-on-exec. What fails throws {@link SyscallException}; a method that says so
 * returns the error number as a negative number instead, because its caller expects it.
 */
public interface Syscalls {
    // ---- files and directories

    /** {@code openat}. */
    int open(int directory, String path, int flags, int mode);

    /** Opens inside {@code root} as if it were the root directory, crossing no link, no magic link and no mount. */
    int openInside(int root, String path, int flags);

    void close(int descriptor);

    /** Reads at most {@code into.length} bytes; 0 at the end, or the negative error number. */
    int read(int descriptor, byte[] into);

    /** Writes all of {@code content} in one call, as control files want it. */
    void write(int descriptor, byte[] content);

    /** Makes a directory of exactly this mode. */
    void makeDirectory(int directory, String path, int mode);

    void makeLink(String target, int directory, String path);

    /** Makes a FIFO. */
    void makeFifo(int directory, String path, int mode);

    void remove(int directory, String path);

    /** {@code rmdir}; 0 or the negative error number. */
    int removeDirectory(String path);

    void changeOwner(int descriptor, int uid, int gid);

    /** Major number times 2^20 plus minor number of an opened character device; -1 when it is something else. */
    long characterDevice(int descriptor);

    /** The inode number of what an open descriptor refers to. */
    long inode(int descriptor);

    void changeDirectory(String path);

    void changeDirectory(int descriptor);

    String workingDirectory();

    void fileModeMask(int mask);

    Pipe pipe();

    void nonBlocking(int descriptor);

    /** {@code eventfd}, non-blocking. */
    int eventCounter();

    // ---- namespaces and mounts

    void unshare(int flags);

    /**
     * Gives the calling thread a descriptor table of its own with nothing in it from 3 on but copies of {@code kept}, under the
     * lowest numbers. What it opens and closes from here on is its own, and gone with it.
     *
     * @return the copies' numbers, in the order of {@code kept}; -1 for a negative one
     */
    int[] partDescriptors(int... kept);

    /** {@code setns}. */
    void enter(int namespace, int type);

    void mount(@Nullable String source, String target, @Nullable String type, long flags, @Nullable String data);

    void unmount(String target, int flags);

    void pivotRoot(String newRoot, String oldRoot);

    /** {@code fsopen}: a file system being configured. */
    int openFileSystem(String type);

    /** {@code fsconfig} with a text, or of a flag when {@code value} is null. */
    void configure(int fileSystem, String key, @Nullable String value);

    /** Whether this kernel takes {@code key}={@code value}: {@link #configure} with the negative error number. */
    int tryConfigure(int fileSystem, String key, String value);

    /** Creates the configured file system and a mount of it that is attached nowhere. */
    int mountDetached(int fileSystem, int attributes);

    /** {@code open_tree} with a copy of the mount at {@code path}; of {@code directory} itself when empty. */
    int copyMount(int directory, String path);

    /** Attaches the mount {@code from}; on {@code directory} itself when {@code path} is empty. */
    void moveMount(int from, int directory, String path);

    void setMountAttributes(int directory, String path, long attributes);

    // ---- identity and privileges

    void setHostName(String name);

    void setDomainName(String name);

    void clearGroups();

    /** Real, effective and saved group of this thread. */
    void setGroup(int gid);

    /** Real, effective and saved user of this thread. */
    void setUser(int uid);

    /** {@code prctl}; its result, or the negative error number. */
    int control(int option, long first, long second, long third);

    /** Clears this thread's permitted, effective and inheritable capabilities. */
    void clearCapabilities();

    /** Permitted, effective and inheritable capabilities of this thread. */
    long[] capabilities();

    /** Joins a new anonymous session keyring; 0 or the negative error number. */
    int joinNewKeyring();

    /** Sets soft and hard limit of {@code pid}, 0 for this process; 0 or the negative error number. */
    int limit(int pid, int resource, long value);

    /** Installs a filter on this thread alone. */
    void filter(byte[] program);

    /** Landlock's version, or the negative error number where the kernel has none. */
    int landlockVersion();

    int landlockRules(long fileAccess, long netAccess, long scoped);

    void landlockAllow(int rules, int directory, long fileAccess);

    void landlockRestrict(int rules);

    // ---- processes

    /**
     * {@code posix_spawn} with descriptors 0, 1 and 2 only, default signals and a new session.
     *
     * @param hold path of a FIFO that the child opens before anything else, or null: it waits there for a writer
     * @return the child's id in this thread's own process namespace
     */
    int spawn(List<String> argv, List<String> env, int input, int output, int error, @Nullable String hold);

    /** This thread's id. */
    int threadId();

    /** {@code pidfd_open}; or the negative error number. */
    int openProcess(int pid);

    /** Sends {@code signal}; 0 or the negative error number. */
    int signal(int processDescriptor, int signal);

    /** Reaps an ended child; null when it still runs. */
    @Nullable
    Ended reap(int processDescriptor);

    // ---- sockets and waiting

    /** A stream socket of this thread's network, non-blocking. */
    int streamSocket();

    /** Listens at 127.0.0.1 on {@code port} of this thread's network, non-blocking. */
    int listenLocally(int port);

    /** Connects to 127.0.0.1; 0 or the negative error number. Waits at most {@code millis} for the handshake. */
    int connectLocally(int socket, int port, int millis);

    /** Sets {@code lo} up in this thread's network. */
    void raiseLoopback();

    int epoll();

    void watch(int epoll, int descriptor, long mark);

    void unwatch(int epoll, int descriptor);

    /** Marks of at most {@code into.length} descriptors that are ready; how many. {@code millis} -1 waits forever. */
    int await(int epoll, long[] into, int millis);

    /** Both ends of a pipe. */
    record Pipe(int reader, int writer) {}

    /** How a child ended: {@code code} is -1 when {@code signal} ended it. */
    record Ended(int code, int signal) {}
}
