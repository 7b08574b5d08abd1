// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import jnr.ffi.Pointer;

/**
 * A block of memory outside the heap for the arguments of one call, taken from a pool and given back by {@link #close}:
 * a sandbox thread can neither start jnr's cleaner thread nor wait for it.
 */
final class NativeMemory implements AutoCloseable {
    private static final int BLOCK = 64 << 10;
    private static final ConcurrentLinkedQueue<NativeMemory> POOL = new ConcurrentLinkedQueue<>();

    private final Pointer block = Native.RUNTIME.getMemoryManager().allocateDirect(BLOCK, true);
    private final long start = block.address();
    private int used;
    private final List<Pointer> large = new ArrayList<>();

    private NativeMemory() {}

    static NativeMemory take() {
        NativeMemory memory = POOL.poll();
        return memory == null ? new NativeMemory() : memory;
    }

    /** Makes {@code blocks} ahead, for threads that should not allocate. */
    static void reserve(int blocks) {
        for (int i = 0; i < blocks; i++) {
            POOL.add(new NativeMemory());
        }
    }

    /** Zeroed bytes, aligned to 16. */
    Slice zeroed(int bytes) {
        int aligned = (bytes + 15) & ~15;
        if (used + aligned > BLOCK) {
            Pointer own = Native.RUNTIME.getMemoryManager().allocateDirect(aligned, true);
            large.add(own);
            return new Slice(own, 0, own.address());
        }
        var slice = new Slice(block, used, start + used);
        block.setMemory(used, aligned, (byte) 0);
        used += aligned;
        return slice;
    }

    Slice bytes(byte[] content) {
        Slice slice = zeroed(content.length);
        slice.put(0, content, 0, content.length);
        return slice;
    }

    /** The address of {@code text} in UTF-8 with a closing NUL. */
    long text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Slice slice = zeroed(utf8.length + 1);
        slice.put(0, utf8, 0, utf8.length);
        return slice.address;
    }

    /** The address of a NULL-closed array of texts. */
    long texts(List<String> texts) {
        Slice array = zeroed(8 * (texts.size() + 1));
        for (int i = 0; i < texts.size(); i++) {
            array.putLong(8L * i, text(texts.get(i)));
        }
        return array.address;
    }

    @Override
    public void close() {
        used = 0;
        large.clear();
        POOL.add(this);
    }

    /** A part of a block. */
    static final class Slice {
        private final Pointer base;
        private final long offset;
        final long address;

        private Slice(Pointer base, long offset, long address) {
            this.base = base;
            this.offset = offset;
            this.address = address;
        }

        Slice putByte(long at, int value) {
            base.putByte(offset + at, (byte) value);
            return this;
        }

        Slice putShort(long at, int value) {
            base.putShort(offset + at, (short) value);
            return this;
        }

        Slice putInt(long at, int value) {
            base.putInt(offset + at, value);
            return this;
        }

        Slice putLong(long at, long value) {
            base.putLong(offset + at, value);
            return this;
        }

        Slice put(long at, byte[] from, int start, int length) {
            base.put(offset + at, from, start, length);
            return this;
        }

        int getInt(long at) {
            return base.getInt(offset + at);
        }

        short getShort(long at) {
            return base.getShort(offset + at);
        }

        long getLong(long at) {
            return base.getLong(offset + at);
        }

        Slice get(long at, byte[] into, int start, int length) {
            base.get(offset + at, into, start, length);
            return this;
        }

        String text(int longest) {
            byte[] bytes = new byte[longest];
            get(0, bytes, 0, longest);
            int end = 0;
            while (end < longest && bytes[end] != 0) {
                end++;
            }
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
    }
}
