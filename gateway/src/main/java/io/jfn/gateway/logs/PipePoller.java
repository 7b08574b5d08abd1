// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventArray;
import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Waits until one of many descriptors has something to read. Adapter to the epoll calls of Netty's native library, four of
 * whose methods are not public (docs/adr/0007). Threads: {@link #await}, {@link #ready} and {@link #close} belong to one
 * thread, {@link #add}, {@link #remove} and {@link #wake} to any; its monitor keeps these off descriptors that are closed.
 */
final class PipePoller implements AutoCloseable {
    /** Waits until something happens. */
    static final int FOR_EVER = -1;

    private static final int EVENTS = 256;
    private static final MethodHandle NEW_EVENTS;
    private static final MethodHandle WAIT;
    private static final MethodHandle DESCRIPTOR_OF;
    private static final MethodHandle FREE;

    static {
        Epoll.ensureAvailability();
        try {
            var inside = MethodHandles.privateLookupIn(EpollEventArray.class, MethodHandles.lookup());
            NEW_EVENTS = inside.findConstructor(EpollEventArray.class, MethodType.methodType(void.class, int.class));
            WAIT = inside.findStatic(
                    Native.class,
                    "epollWait",
                    MethodType.methodType(int.class, FileDescriptor.class, EpollEventArray.class, int.class));
            DESCRIPTOR_OF =
                    inside.findVirtual(EpollEventArray.class, "fd", MethodType.methodType(int.class, int.class));
            FREE = inside.findVirtual(EpollEventArray.class, "free", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this Netty's epoll classes are not those that PipePoller knows (docs/adr/0007): " + e, e);
        }
    }

    private final EpollEventArray events;
    private final FileDescriptor epoll;
    private final FileDescriptor wakeup;
    private boolean closed;

    PipePoller() throws IOException {
        events = newEvents();
        epoll = Native.newEpollCreate();
        wakeup = Native.newEventFd();
        // Edge-triggered, so that it need not be read.
        Native.epollCtlAdd(epoll.intValue(), wakeup.intValue(), Native.EPOLLIN | Native.EPOLLET);
    }

    /** Level-triggered: reported as long as there is something to read, or the end. */
    synchronized void add(int descriptor) throws IOException {
        if (closed) {
            throw new IOException("the gateway no longer reads output");
        }
        Native.epollCtlAdd(epoll.intValue(), descriptor, Native.EPOLLIN);
    }

    synchronized void remove(int descriptor) throws IOException {
        if (!closed) {
            Native.epollCtlDel(epoll.intValue(), descriptor);
        }
    }

    /** Ends the present or the next {@link #await}. */
    synchronized void wake() {
        if (!closed) {
            Native.eventFdWrite(wakeup.intValue(), 1);
        }
    }

    /** How many descriptors are ready, of which one may be the poller's own; 0 when the time is over. */
    int await(int millis) throws IOException {
        try {
            return (int) WAIT.invokeExact(epoll, events, millis);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The descriptor at an index below what {@link #await} returned. */
    int ready(int index) {
        try {
            return (int) DESCRIPTOR_OF.invokeExact(events, index);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        epoll.close();
        wakeup.close();
        try {
            FREE.invokeExact(events);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static EpollEventArray newEvents() {
        try {
            return (EpollEventArray) NEW_EVENTS.invokeExact(EVENTS);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("Netty's epoll classes failed: " + e, e);
    }
}
