// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a 64-bit ELF executable that wants no dynamic loader: one without a PT_INTERP program header. */
final class StaticElf {
    private static final int LONGEST_LOOK = 65_536;
    private static final int MAGIC = 0x7f454c46;
    private static final int PT_INTERP = 3;
    private static final int HEADER = 64;

    private StaticElf() {}

    static boolean is(Path file) {
        try (var in = Files.newInputStream(file)) {
            return is(ByteBuffer.wrap(in.readNBytes(LONGEST_LOOK)));
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean is(ByteBuffer start) {
        if (start.limit() < HEADER || start.getInt(0) != MAGIC || start.get(4) != 2) {
            return false;
        }
        start.order(start.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long table = start.getLong(32);
        int size = start.getShort(54) & 0xffff;
        int count = start.getShort(56) & 0xffff;
        int type = start.getShort(16);
        if ((type != 2 && type != 3) || count == 0 || table < HEADER || table + (long) size * count > start.limit()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (start.getInt((int) table + i * size) == PT_INTERP) {
                return false;
            }
        }
        return true;
    }
}
