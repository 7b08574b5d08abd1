// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive that depends on nothing but what it is given: every owner is number 0 and has no name. POSIX
 * ustar, with a pax header (POSIX.1-2001) before an entry whose name, link or size does not fit. The same entries are the
 * same bytes for whoever writes them: digests of folders and of layers rest on it.
 */
public final class TarOutput {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long LARGEST = (1L << 33) - 1;

    private final OutputStream out;
    private final byte[] buffer = new byte[65_536];

    public TarOutput(OutputStream out) {
        this.out = out;
    }

    public void folder(String name, int mode, long mtime) throws IOException {
        header(name + "/", '5', mode, mtime, 0, "");
    }

    public void symlink(String name, String target, long mtime) throws IOException {
        header(name, '2', 0777, mtime, 0, target);
    }

    public void hardLink(String name, String target, int mode, long mtime) throws IOException {
        header(name, '1', mode, mtime, 0, target);
    }

    public void file(String name, int mode, long mtime, byte[] content) throws IOException {
        header(name, '0', mode, mtime, content.length, "");
        out.write(content);
        pad(content.length);
    }

    /** Takes exactly {@code size} bytes of the content. */
    public void file(String name, int mode, long mtime, long size, InputStream content) throws IOException {
        header(name, '0', mode, mtime, size, "");
        long left = size;
        while (left > 0) {
            int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException(name + " is " + left + " bytes shorter than it was");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        pad(size);
    }

    /** Ends the archive, not the stream. */
    public void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    /** How many bytes a file of an ASCII name that fits takes in an archive, its header included. */
    public static long space(long size) {
        return BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** How many bytes the end of an archive takes. */
    public static long endSpace() {
        return 2 * BLOCK;
    }

    private void header(String name, char type, int mode, long mtime, long size, String link) throws IOException {
        var pax = new StringBuilder();
        if (!fits(link)) {
            pax.append(record("linkpath", link));
        }
        if (!fits(name)) {
            pax.append(record("path", name));
        }
        if (size > LARGEST) {
            pax.append(record("size", Long.toString(size)));
        }
        if (!pax.isEmpty()) {
            byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
            block("pax", 'x', 0644, mtime, records.length, "");
            out.write(records);
            pad(records.length);
        }
        block(name, type, mode, mtime, size > LARGEST ? 0 : size, link);
    }

    private void block(String name, char type, int mode, long mtime, long size, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, NAME, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, Math.clamp(mtime, 0, LARGEST));
        put(block, 148, 8, "        ");
        block[156] = (byte) type;
        put(block, 157, NAME, link);
        put(block, 257, 8, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (space(size) - BLOCK - size)]);
    }

    private static boolean fits(String text) {
        return text.length() <= NAME && text.chars().allMatch(c -> c < 128);
    }

    /** {@code length key=value\n}, where the length counts its own digits. */
    private static String record(String key, String value) {
        int rest = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        return length + " " + key + "=" + value + "\n";
    }

    private static void octal(byte[] block, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        put(block, at, width, "0".repeat(width - 1 - digits.length()) + digits);
        block[at + width - 1] = 0;
    }

    private static void put(byte[] block, int at, int width, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(width, bytes.length));
    }
}
