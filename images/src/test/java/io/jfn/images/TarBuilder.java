// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives byte by byte, bad ones too. */
final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBuilder file(String name, String content) {
        return file(name, content, 0644);
    }

    TarBuilder file(String name, String content, int mode) {
        return entry(name, '0', mode, "", content.getBytes(StandardCharsets.UTF_8), _ -> {});
    }

    TarBuilder file(String name, byte[] content, int mode) {
        return entry(name, '0', mode, "", content, _ -> {});
    }

    TarBuilder folder(String name) {
        return folder(name, 0755);
    }

    TarBuilder folder(String name, int mode) {
        return entry(name, '5', mode, "", new byte[0], _ -> {});
    }

    TarBuilder symlink(String name, String target) {
        return entry(name, '2', 0777, target, new byte[0], _ -> {});
    }

    TarBuilder hardLink(String name, String target) {
        return entry(name, '1', 0644, target, new byte[0], _ -> {});
    }

    TarBuilder type(String name, char type) {
        return entry(name, type, 0644, "", new byte[0], _ -> {});
    }

    TarBuilder pax(String... records) {
        var data = new StringBuilder();
        for (String record : records) {
            data.append(paxRecord(record));
        }
        return entry("PaxHeader", 'x', 0644, "", data.toString().getBytes(StandardCharsets.UTF_8), _ -> {});
    }

    TarBuilder paxRaw(byte[] data) {
        return entry("PaxHeader", 'x', 0644, "", data, _ -> {});
    }

    TarBuilder longName(String name) {
        return entry("././@LongLink", 'L', 0644, "", (name + "\0").getBytes(StandardCharsets.UTF_8), _ -> {});
    }

    /** An entry whose header block may be spoiled before its checksum is written. */
    TarBuilder entry(String name, char type, int mode, String link, byte[] content, Consumer<byte[]> spoil) {
        byte[] block = new byte[512];
        text(block, 0, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, content.length);
        octal(block, 136, 12, 1_600_000_000L);
        block[156] = (byte) type;
        text(block, 157, link);
        text(block, 257, "ustar\00000");
        spoil.accept(block);
        sum(block);
        raw(block);
        raw(content);
        return raw(new byte[-content.length & 511]);
    }

    TarBuilder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** What is written so far, with the end marker. */
    byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[1024]);
        return whole.toByteArray();
    }

    byte[] withoutEnd() {
        return out.toByteArray();
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static String paxRecord(String record) {
        int length = record.getBytes(StandardCharsets.UTF_8).length + 2;
        int digits = Integer.toString(length).length();
        if (Integer.toString(length + digits).length() > digits) {
            digits++;
        }
        return (length + digits) + " " + record + "\n";
    }

    static void octal(byte[] block, int at, int width, long value) {
        text(block, at, String.format("%0" + (width - 1) + "o", value));
        block[at + width - 1] = 0;
    }

    static void text(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static void sum(byte[] block) {
        if (block[148] != 0) {
            return; // spoiled on purpose
        }
        text(block, 148, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        text(block, 148, String.format("%06o", sum));
        block[154] = 0;
    }
}
