// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.Arrays;

/**
 * The fields of one 512-byte header block (POSIX.1-1988 ustar, and GNU's older spelling of it).
 *
 * @param name name with the ustar prefix before it
 * @param mode permission bits
 * @param size bytes of data that follow
 * @param mtimeSeconds last change, seconds since 1970; 0 when it cannot be read
 * @param type the type flag
 * @param link link target, else empty
 */
record TarHeader(String name, int mode, long size, long mtimeSeconds, byte type, String link) {
    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int MAGIC = 257;

    static TarHeader parse(byte[] block) {
        checksum(block);
        boolean posix = magic(block, "ustar\00000");
        if (!posix && !magic(block, "ustar  \0")) {
            throw new ImageException(
                    Fault.TAR_MAGIC, "tar header without 'ustar' magic: write the archive in ustar, pax or gnu format");
        }
        String name = text(block, 0, 100);
        String prefix = posix ? text(block, 345, 155) : "";
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + "/" + name,
                (int) number(block, 100, 8, "mode", 0xfff_ffff),
                number(block, 124, 12, "size", Long.MAX_VALUE),
                time(block),
                block[156],
                text(block, 157, 100));
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static boolean looksLikeTar(byte[] start, int length) {
        return length >= MAGIC + 5
                && start[MAGIC] == 'u'
                && start[MAGIC + 1] == 's'
                && start[MAGIC + 2] == 't'
                && start[MAGIC + 3] == 'a'
                && start[MAGIC + 4] == 'r';
    }

    private static void checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xff;
        }
        if (sum != number(block, CHECKSUM, 8, "checksum", Long.MAX_VALUE)) {
            throw new ImageException(Fault.TAR_CHECKSUM, "tar header with a wrong checksum: the archive is damaged");
        }
    }

    private static boolean magic(byte[] block, String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (block[MAGIC + i] != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] block, int at, int width) {
        int length = 0;
        while (length < width && block[at + length] != 0) {
            length++;
        }
        for (int i = length; i < width; i++) {
            if (block[at + i] != 0) {
                String shown = new String(block, at, width, java.nio.charset.StandardCharsets.ISO_8859_1);
                throw ImageException.entry(Fault.NAME_NUL, shown, "contains a NUL character");
            }
        }
        return EntryName.decode(block, at, length);
    }

    /** Octal digits between spaces and NULs, or GNU's base 256 with the top bit set. */
    private static long number(byte[] block, int at, int width, String what, long most) {
        long value = 0;
        if ((block[at] & 0x80) != 0) {
            value = base256(block, at, width, what);
        } else {
            int i = at;
            int end = at + width;
            while (i < end && block[i] == ' ') {
                i++;
            }
            for (; i < end && block[i] >= '0' && block[i] <= '7'; i++) {
                value = value * 8 + (block[i] - '0');
            }
            for (; i < end; i++) {
                if (block[i] != 0 && block[i] != ' ') {
                    throw badNumber(what);
                }
            }
        }
        if (value < 0 || value > most) {
            throw badNumber(what);
        }
        return value;
    }

    private static long base256(byte[] block, int at, int width, String what) {
        long value = block[at] & 0x7f;
        for (int i = 1; i < width; i++) {
            if (value >= 1L << 54) {
                throw badNumber(what);
            }
            value = (value << 8) | (block[at + i] & 0xff);
        }
        return value;
    }

    /** A time that cannot be read does no harm and is 0. */
    private static long time(byte[] block) {
        byte[] field = Arrays.copyOfRange(block, 136, 148);
        try {
            return number(field, 0, 12, "mtime", 1L << 40);
        } catch (ImageException _) {
            return 0;
        }
    }

    private static ImageException badNumber(String what) {
        return new ImageException(Fault.TAR_NUMBER, "tar header with a malformed " + what + ": the archive is damaged");
    }
}
