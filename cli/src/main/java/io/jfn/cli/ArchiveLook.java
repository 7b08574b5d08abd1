// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an archive is by what lies at its top: a function's folder or an image. Only names are looked at here, the
 * gateway does the reading.
 */
final class ArchiveLook {
    private static final int BLOCK = 512;
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final boolean image;
    private final byte @Nullable [] functionFile;

    private ArchiveLook(boolean image, byte @Nullable [] functionFile) {
        this.image = image;
        this.functionFile = functionFile;
    }

    /** Whether it is an image, of {@code docker save} or OCI. */
    boolean image() {
        return image;
    }

    /** The content of {@code function.yaml}, where there is one. */
    byte @Nullable [] functionFile() {
        return functionFile;
    }

    static ArchiveLook of(Path file) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 65_536)) {
            in.mark(4);
            byte[] start = in.readNBytes(4);
            in.reset();
            if (begins(start, 'P', 'K')) {
                return zip(new ZipInputStream(in));
            }
            return begins(start, 0x1f, 0x8b) ? tar(new BufferedInputStream(new GZIPInputStream(in), 65_536)) : tar(in);
        } catch (EOFException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": the archive is cut short", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(ExitCode.INVALID_INPUT, file + ": not a readable archive: " + e.getMessage(), e);
        }
    }

    private static ArchiveLook zip(ZipInputStream in) throws IOException {
        byte[] functionFile = null;
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (top(entry.getName()).equals(FunctionFile.NAME)) {
                functionFile = in.readNBytes(FunctionFile.LARGEST + 1);
            }
        }
        return new ArchiveLook(false, functionFile);
    }

    private static ArchiveLook tar(InputStream in) throws IOException {
        boolean image = false;
        byte[] functionFile = null;
        byte[] header = in.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            if (header[257] != 'u' || header[258] != 's' || header[259] != 't') {
                throw new IOException("it is none of tar, tar.gz and zip");
            }
            long size = octal(header);
            byte[] head = new byte[0];
            switch (top(name(header))) {
                case FunctionFile.NAME ->
                    functionFile = head = in.readNBytes((int) Math.min(size, FunctionFile.LARGEST + 1));
                case "oci-layout" -> image = true;
                case "manifest.json" -> {
                    head = in.readNBytes((int) Math.min(size, LARGEST_MANIFEST));
                    // A function may have a file of that name too.
                    image |= new String(head, StandardCharsets.UTF_8).contains("\"Layers\"");
                }
                default -> {}
            }
            in.skipNBytes(size - head.length + (BLOCK - size % BLOCK) % BLOCK);
            header = in.readNBytes(BLOCK);
        }
        return new ArchiveLook(image && functionFile == null, functionFile);
    }

    private static String name(byte[] header) {
        int length = 0;
        while (length < 100 && header[length] != 0) {
            length++;
        }
        return new String(header, 0, length, StandardCharsets.UTF_8);
    }

    private static String top(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static long octal(byte[] header) throws IOException {
        if ((header[124] & 0x80) != 0) {
            long value = 0;
            for (int i = 128; i < 136; i++) {
                value = value << 8 | (header[i] & 0xff);
            }
            if (value < 0) {
                throw new IOException("a file in it has an impossible size");
            }
            return value;
        }
        String digits = new String(header, 124, 12, StandardCharsets.US_ASCII)
                .replace('\0', ' ')
                .strip();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static boolean begins(byte[] start, int first, int second) {
        return start.length > 1 && (start[0] & 0xff) == first && (start[1] & 0xff) == second;
    }
}
