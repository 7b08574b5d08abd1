// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the dynamic linker would read of a 64-bit little-endian ELF file (System V ABI, chapters 4 and 5).
 *
 * @param machine the processor it is for, {@code e_machine}
 * @param interpreter path of its dynamic linker; empty for a static program or a library
 * @param needed names of the libraries it needs
 * @param searchPath its own RUNPATH or RPATH, {@code $ORIGIN} as it stands
 */
record ElfFile(int machine, String interpreter, List<String> needed, List<String> searchPath) {
    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final int PT_DYNAMIC = 2;
    private static final int PT_INTERP = 3;
    private static final int PT_LOAD = 1;
    private static final int DT_NEEDED = 1;
    private static final int DT_STRTAB = 5;
    private static final int DT_RPATH = 15;
    private static final int DT_RUNPATH = 29;
    private static final int MOST_SEGMENTS = 256;
    private static final int LONGEST_TABLE = 1 << 20;

    ElfFile {
        needed = List.copyOf(needed);
        searchPath = List.copyOf(searchPath);
    }

    /** Reads a file that may be anything; empty when it is no such ELF file or a damaged one. Links are not followed. */
    static Optional<ElfFile> read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer header = read(channel, 0, 64);
            boolean elf = header.limit() == 64 && header.getInt(0) == 0x464c457f;
            if (!elf || header.get(4) != 2 || header.get(5) != 1) {
                return Optional.empty();
            }
            int count = header.getShort(56) & 0xffff;
            int entry = header.getShort(54) & 0xffff;
            if (count > MOST_SEGMENTS || entry != 56) {
                return Optional.empty();
            }
            ByteBuffer segments = read(channel, header.getLong(32), count * entry);
            return segments.limit() < count * entry
                    ? Optional.empty()
                    : Optional.of(parse(channel, header.getShort(18) & 0xffff, segments));
        }
    }

    /** The processor of this machine. */
    static int hostMachine() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }

    private static ElfFile parse(FileChannel channel, int machine, ByteBuffer segments) throws IOException {
        String interpreter = "";
        ByteBuffer dynamic = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < segments.limit(); at += 56) {
            int type = segments.getInt(at);
            if (type == PT_INTERP) {
                interpreter = text(channel, segments.getLong(at + 8));
            } else if (type == PT_DYNAMIC) {
                int length = Math.clamp(segments.getLong(at + 32), 0, LONGEST_TABLE);
                dynamic = read(channel, segments.getLong(at + 8), length);
            }
        }
        long strings = 0;
        for (int at = 0; at + 16 <= dynamic.limit(); at += 16) {
            if (dynamic.getLong(at) == DT_STRTAB) {
                strings = fileOffset(segments, dynamic.getLong(at + 8));
            }
        }
        List<String> needed = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (int at = 0; at + 16 <= dynamic.limit() && dynamic.getLong(at) != 0; at += 16) {
            long tag = dynamic.getLong(at);
            if (tag == DT_NEEDED) {
                needed.add(text(channel, strings + dynamic.getLong(at + 8)));
            } else if (tag == DT_RPATH || tag == DT_RUNPATH) {
                paths.addAll(
                        List.of(text(channel, strings + dynamic.getLong(at + 8)).split(":", -1)));
            }
        }
        return new ElfFile(machine, interpreter, needed, paths);
    }

    private static long fileOffset(ByteBuffer segments, long address) {
        for (int at = 0; at < segments.limit(); at += 56) {
            long start = segments.getLong(at + 16);
            if (segments.getInt(at) == PT_LOAD && address >= start && address - start < segments.getLong(at + 32)) {
                return address - start + segments.getLong(at + 8);
            }
        }
        return address;
    }

    private static String text(FileChannel channel, long at) throws IOException {
        ByteBuffer bytes = read(channel, at, UnpackLimits.LONGEST_PATH);
        int length = 0;
        while (length < bytes.limit() && bytes.get(length) != 0) {
            length++;
        }
        byte[] raw = new byte[length];
        bytes.get(0, raw);
        return new String(raw, StandardCharsets.UTF_8);
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (at >= 0) {
            while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
                // Until it is full or the file ends.
            }
        }
        return buffer.flip();
    }
}
