// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The smallest file that a kernel runs: static ELF of one segment and a few x86_64 instructions, for what must run on any machine and
 * may need neither a compiler nor a file of the host.
 */
public final class TinyProgram {
    private static final int HEADERS = 64 + 56;
    private static final long BASE = 0x400000;

    private TinyProgram() {}

    /** A static program of these instructions, which may stand anywhere in memory, with their constants. */
    public static byte[] elf(byte[] code) {
        byte[] bytes = new byte[HEADERS + code.length];
        var file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort((short) 62).putInt(1);
        file.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(5); // PT_LOAD, readable and executable
        file.putLong(0).putLong(BASE).putLong(BASE);
        file.putLong(bytes.length).putLong(bytes.length).putLong(0x1000);
        file.put(code);
        return bytes;
    }
}
