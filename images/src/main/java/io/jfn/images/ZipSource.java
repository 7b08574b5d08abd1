// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A zip archive of a function folder (APPNOTE 6.3), read by its central directory, the only place that has the
 * permission bits that a native function needs. Plain and deflated entries; no encryption, no zip64.
 */
final class ZipSource {
    private static final int END = 0x06054b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_LENGTH = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int MADE_BY_UNIX = 3;
    private static final int LINK = 0120000;
    private static final int TYPE = 0170000;

    private final RandomAccessFile file;
    private final TreeWriter tree;
    private final UnpackBudget budget;
    private final UnpackLimits limits;

    private ZipSource(RandomAccessFile file, TreeWriter tree, UnpackBudget budget, UnpackLimits limits) {
        this.file = file;
        this.tree = tree;
        this.budget = budget;
        this.limits = limits;
    }

    static void unpack(Path zip, TreeWriter tree, UnpackBudget budget, UnpackLimits limits, EntryName folder)
            throws IOException {
        try (var file = new RandomAccessFile(zip.toFile(), "r")) {
            new ZipSource(file, tree, budget, limits).all(folder);
        } catch (EOFException e) {
            throw new ImageException(Fault.ZIP_MALFORMED, "zip archive is cut short", e);
        } catch (ZipException e) {
            throw new ImageException(Fault.ZIP_MALFORMED, "zip archive is damaged (" + e.getMessage() + ")", e);
        }
    }

    private void all(EntryName folder) throws IOException {
        long end = findEnd();
        ByteBuffer tail = read(end, END_LENGTH);
        int entries = tail.getShort(10) & 0xffff;
        long size = tail.getInt(12) & 0xffff_ffffL;
        long start = tail.getInt(16) & 0xffff_ffffL;
        if (start + size > end || size > entries * (46L + 3 * 65_535)) {
            throw malformed("its directory is not where it says (zip64 is not supported)");
        }
        long at = start;
        for (int i = 0; i < entries; i++) {
            ByteBuffer header = read(at, 46);
            if (header.getInt(0) != CENTRAL) {
                throw malformed("its directory is damaged");
            }
            int nameLength = header.getShort(28) & 0xffff;
            byte[] name = new byte[nameLength];
            read(at + 46, nameLength).get(0, name);
            one(header, EntryName.decode(name, 0, nameLength), folder);
            at += 46 + nameLength + (header.getShort(30) & 0xffff) + (header.getShort(32) & 0xffff);
        }
        if (at != start + size) {
            throw malformed("its directory is damaged");
        }
    }

    private void one(ByteBuffer header, String given, EntryName folder) throws IOException {
        budget.takeEntry(given);
        budget.takeName(given);
        EntryName name = EntryName.parse(given).under(folder);
        int unix = (header.getShort(4) & 0xff00) >> 8 == MADE_BY_UNIX ? header.getShort(40) & 0xffff : 0;
        if (given.endsWith("/")) {
            tree.directory(name, unix == 0 ? 0755 : unix & 0777);
            return;
        }
        int type = unix & TYPE;
        if (type != 0 && type != LINK && type != 0100000) {
            throw ImageException.entry(Fault.SPECIAL_FILE, given, "is neither file, folder nor link: leave it out");
        }
        long size = header.getInt(24) & 0xffff_ffffL;
        long packed = header.getInt(20) & 0xffff_ffffL;
        if (size > UnpackLimits.RATIO_FREE_BYTES && size / limits.ratio() > packed) {
            throw ImageException.entry(
                    Fault.COMPRESSION_RATIO,
                    given,
                    "grows more than " + limits.ratio() + " times: it looks like a bomb");
        }
        var crc = new CRC32();
        try (InputStream body = new CheckedInputStream(body(header, given, packed), crc)) {
            if (type == LINK) {
                byte[] target = body.readNBytes(UnpackLimits.LONGEST_PATH);
                tree.symlink(name, EntryName.decode(target, 0, target.length));
            } else {
                tree.file(name, unix == 0 ? 0644 : unix & 0777, 0, size, body);
            }
        }
        if (crc.getValue() != (header.getInt(16) & 0xffff_ffffL)) {
            throw ImageException.entry(Fault.ZIP_MALFORMED, given, "has a wrong checksum: the archive is damaged");
        }
    }

    private InputStream body(ByteBuffer header, String given, long packed) throws IOException {
        if ((header.getShort(8) & 1) != 0) {
            throw ImageException.entry(
                    Fault.ZIP_MALFORMED, given, "is encrypted: write the archive without a password");
        }
        long local = header.getInt(42) & 0xffff_ffffL;
        ByteBuffer own = read(local, 30);
        if (own.getInt(0) != LOCAL) {
            throw ImageException.entry(Fault.ZIP_MALFORMED, given, "is not where the directory says");
        }
        file.seek(local + 30 + (own.getShort(26) & 0xffff) + (own.getShort(28) & 0xffff));
        InputStream raw = new Bounded(Channels.newInputStream(file.getChannel()), packed);
        return switch (header.getShort(10)) {
            case 0 -> raw;
            case 8 -> new Inflating(raw);
            default ->
                throw ImageException.entry(
                        Fault.UNSUPPORTED_COMPRESSION, given, "is compressed in a way other than deflate");
        };
    }

    private long findEnd() throws IOException {
        long length = file.length();
        for (long at = length - END_LENGTH; at >= 0 && at >= length - END_LENGTH - LONGEST_COMMENT; at--) {
            ByteBuffer tail = read(at, END_LENGTH);
            if (tail.getInt(0) == END && at + END_LENGTH + (tail.getShort(20) & 0xffff) == length) {
                return at;
            }
        }
        throw malformed("has no directory at its end");
    }

    private ByteBuffer read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ImageException malformed(String why) {
        return new ImageException(Fault.ZIP_MALFORMED, "zip archive: " + why);
    }

    /** Ends its inflater, which would hold native memory until collected. */
    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream raw) {
            super(
                    new java.io.SequenceInputStream(raw, new ByteArrayInputStream(new byte[1])),
                    new Inflater(true),
                    8192);
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }
}
