// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive that depends on nothing but what is put in: no times, no owners. POSIX ustar, with a pax header
 * (POSIX.1-2001) before an entry whose name, link or size does not fit.
 */
final class TarWriter implements Closeable {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long LARGEST = (1L << 33) - 1;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void folder(String name) throws IOException {
        header(name + "/", '5', 0755, 0, "");
    }

    void link(String name, String target) throws IOException {
        header(name, '2', 0777, 0, target);
    }

    /** Takes exactly {@code size} bytes of the content; fewer or more mean that the file changed meanwhile. */
    void file(String name, boolean executable, long size, InputStream content) throws IOException {
        header(name, '0', executable ? 0755 : 0644, size, "");
        byte[] buffer = new byte[65_536];
        long left = size;
        while (left > 0) {
            int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException(name + " became shorter while it was read");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        if (content.read() >= 0) {
            throw new IOException(name + " became longer while it was read");
        }
        pad(size);
    }

    /** Ends the archive, and the stream with it. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void header(String name, char type, int mode, long size, String link) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
        var pax = new StringBuilder();
        if (nameBytes.length > NAME || !name.chars().allMatch(c -> c < 128)) {
            pax.append(record("path", name));
        }
        if (linkBytes.length > NAME || !link.chars().allMatch(c -> c < 128)) {
            pax.append(record("linkpath", link));
        }
        if (size > LARGEST) {
            pax.append(record("size", Long.toString(size)));
        }
        if (!pax.isEmpty()) {
            byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
            block("pax".getBytes(StandardCharsets.US_ASCII), 'x', 0644, records.length, new byte[0]);
            out.write(records);
            pad(records.length);
        }
        block(nameBytes, type, mode, size > LARGEST ? 0 : size, linkBytes);
    }

    private void block(byte[] name, char type, int mode, long size, byte[] link) throws IOException {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(NAME, name.length));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        text(block, 148, "        ");
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(NAME, link.length));
        text(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
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
        text(block, at, "0".repeat(width - 1 - digits.length()) + digits);
        block[at + width - 1] = 0;
    }

    private static void text(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
