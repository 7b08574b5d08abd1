// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A function's folder as an uncompressed ustar archive. */
public final class SourceArchive {
    private static final int BLOCK = 512;

    private SourceArchive() {}

    public static byte[] of(String name) throws IOException {
        return of(name, Files.readAllBytes(Path.of("/bin/true")));
    }

    /** One file of this content, executable. */
    public static byte[] of(String name, byte[] content) {
        return tar(Map.of(name, content));
    }

    /** An archive of files, by their names, that everybody may execute. */
    public static byte[] tar(Map<String, byte[]> files) {
        var tar = new ByteArrayOutputStream();
        for (var file : new TreeMap<>(files).entrySet()) {
            byte[] content = file.getValue();
            tar.writeBytes(header(file.getKey(), content.length));
            tar.writeBytes(content);
            tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        }
        tar.writeBytes(new byte[2 * BLOCK]);
        return tar.toByteArray();
    }

    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, 148, "%06o\0".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
