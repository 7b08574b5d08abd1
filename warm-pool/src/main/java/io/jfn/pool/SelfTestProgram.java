// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The smallest programs that a kernel runs: a static ELF file of one segment and a few instructions, so that the self-test
 * needs neither a compiler nor a file of the host.
 */
enum SelfTestProgram {
    /** Exits with status 0. */
    EXIT("31ff" + "b83c000000" + "0f05", "000080d2" + "a80b80d2" + "010000d4"),
    /** Sleeps until it is killed: ppoll of nothing, again and again. */
    WAIT(
            "31ff" + "31f6" + "31d2" + "4531d2" + "b80f010000" + "0f05" + "ebee",
            "000080d2" + "010080d2" + "020080d2" + "030080d2" + "280980d2" + "010000d4" + "faffff17");

    private static final int HEADERS = 64 + 56;
    private static final long BASE = 0x400000;

    private final String x86;
    private final String arm;

    SelfTestProgram(String x86, String arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    String fileName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The file's bytes for a processor as {@code os.arch} names it. */
    byte[] elf(String architecture) {
        boolean isArm = architecture.equals("aarch64");
        if (!isArm && !architecture.equals("amd64")) {
            throw new IllegalStateException(
                    "no self-test program for a processor of kind " + architecture + ": amd64 and aarch64 are known");
        }
        return elf(HexFormat.of().parseHex(isArm ? arm : x86), isArm);
    }

    /** A static program of these instructions, which may stand anywhere in memory. */
    static byte[] elf(byte[] code, boolean isArm) {
        var file = ByteBuffer.allocate(HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort((short) (isArm ? 183 : 62)).putInt(1);
        file.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        long size = (long) HEADERS + code.length;
        file.putInt(1).putInt(5); // PT_LOAD, readable and executable
        file.putLong(0).putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(0x1000);
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(file.array());
        bytes.writeBytes(code);
        return bytes.toByteArray();
    }
}
