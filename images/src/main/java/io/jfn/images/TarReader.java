// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of a tar stream in one pass: ustar with pax and GNU long-name headers. It takes nothing on trust:
 * whatever it does not know or what does not add up ends the reading with a named {@link Fault}.
 */
final class TarReader {
    private static final int LONGEST_EXTENDED_HEADER = 1 << 20;
    private static final int MOST_TRAILING_ZEROS = 1 << 20;

    private final InputStream in;
    private final UnpackBudget budget;
    private final boolean endMayLack;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private long bodyLeft;
    private int padding;

    TarReader(InputStream in, UnpackBudget budget) {
        this(in, budget, false);
    }

    private TarReader(InputStream in, UnpackBudget budget, boolean endMayLack) {
        this.in = in;
        this.budget = budget;
        this.endMayLack = endMayLack;
    }

    /**
     * Of a layer whose digest is proven when it was read: it cannot have been cut short on its way, and umoci writes
     * layers without the end marker, and without the padding before it.
     */
    static TarReader ofLayer(InputStream in, UnpackBudget budget) {
        return new TarReader(in, budget, true);
    }

    /** The next entry, after the rest of the one before is skipped; null after the end marker. */
    @Nullable
    TarEntry next() throws IOException {
        skipBody();
        Map<String, String> pax = null;
        String longName = null;
        String longLink = null;
        while (true) {
            boolean ended = !readBlock();
            if (ended || TarHeader.isZero(block)) {
                if (pax != null || longName != null || longLink != null) {
                    throw chain("ends after a header that should precede an entry");
                }
                if (!ended) {
                    readEnd();
                }
                return null;
            }
            TarHeader header = TarHeader.parse(block);
            budget.takeEntry(header.name());
            switch (header.type()) {
                case 'x' -> {
                    if (pax != null) {
                        throw chain("has two extended headers in a row");
                    }
                    pax = PaxRecords.parse(readExtended(header));
                }
                case 'g' -> {
                    if (!PaxRecords.parse(readExtended(header)).keySet().stream()
                            .allMatch("mtime"::equals)) {
                        throw chain("has a global header that names or sizes entries");
                    }
                }
                case 'L' -> {
                    if (longName != null) {
                        throw chain("has two long names in a row");
                    }
                    longName = readLong(header);
                }
                case 'K' -> {
                    if (longLink != null) {
                        throw chain("has two long links in a row");
                    }
                    longLink = readLong(header);
                }
                default -> {
                    return entry(header, pax == null ? Map.of() : pax, longName, longLink);
                }
            }
        }
    }

    /** The content of the entry that {@link #next} gave last. */
    InputStream body() {
        return new Body();
    }

    private TarEntry entry(
            TarHeader header, Map<String, String> pax, @Nullable String longName, @Nullable String longLink) {
        String name = one(pax.get("path"), longName, header.name());
        String link = one(pax.get("linkpath"), longLink, header.link());
        TarEntry.Kind kind = kind(header, name);
        long size = header.size();
        String paxSize = pax.get("size");
        if (paxSize != null && !paxSize.equals(Long.toString(size))) {
            throw ImageException.entry(
                    Fault.PAX_SIZE_MISMATCH, name, "its extended header says another size than its header");
        }
        if (kind != TarEntry.Kind.FILE && size != 0) {
            throw ImageException.entry(Fault.TAR_SIZE_ON_LINK, name, "has a size, and is no file");
        }
        budget.takeName(name);
        budget.takeName(link);
        bodyLeft = size;
        padding = paddingOf(size);
        return new TarEntry(name, kind, header.mode(), size, time(pax, header), link);
    }

    private static String one(@Nullable String pax, @Nullable String gnu, String plain) {
        if (pax != null && gnu != null) {
            throw chain("names one entry by a pax and by a GNU header");
        }
        return pax != null ? pax : gnu != null ? gnu : plain;
    }

    private static TarEntry.Kind kind(TarHeader header, String name) {
        return switch (header.type()) {
            case '0', 0 -> {
                if (name.endsWith("/")) {
                    throw ImageException.entry(Fault.UNKNOWN_TYPE, name, "is a file with the name of a folder");
                }
                yield TarEntry.Kind.FILE;
            }
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMLINK;
            case '5' -> TarEntry.Kind.DIRECTORY;
            case '3', '4', '6' -> TarEntry.Kind.SPECIAL;
            case 'S' ->
                throw ImageException.entry(
                        Fault.SPARSE_FILE, name, "is a sparse file: write the archive without --sparse");
            default ->
                throw ImageException.entry(
                        Fault.UNKNOWN_TYPE, name, "has the unknown type flag " + (header.type() & 0xff));
        };
    }

    private static long time(Map<String, String> pax, TarHeader header) {
        String given = pax.get("mtime");
        if (given == null) {
            return header.mtimeSeconds();
        }
        int dot = given.indexOf('.');
        String whole = dot < 0 ? given : given.substring(0, dot);
        return whole.matches("[0-9]{1,12}") ? Long.parseLong(whole) : 0;
    }

    private byte[] readExtended(TarHeader header) throws IOException {
        if (header.size() > LONGEST_EXTENDED_HEADER) {
            throw PaxRecords.malformed("it is longer than " + LONGEST_EXTENDED_HEADER + " bytes");
        }
        budget.takeUnwritten(header.name(), header.size());
        byte[] data = new byte[(int) header.size()];
        readFully(data, data.length);
        readPadding(paddingOf(data.length));
        return data;
    }

    private String readLong(TarHeader header) throws IOException {
        if (header.size() > UnpackLimits.LONGEST_PATH + 1 || header.size() < 1) {
            throw ImageException.entry(
                    Fault.PATH_TOO_LONG, header.name(), "is longer than " + UnpackLimits.LONGEST_PATH + " bytes");
        }
        byte[] data = readExtended(header);
        int length = data[data.length - 1] == 0 ? data.length - 1 : data.length;
        return EntryName.decode(data, 0, length);
    }

    private void readEnd() throws IOException {
        if (!readBlock() || !TarHeader.isZero(block)) {
            throw new ImageException(Fault.TAR_TRAILING_DATA, "tar archive with a lone zero block in the middle");
        }
        byte[] rest = new byte[8192];
        long zeros = 0;
        for (int n = in.read(rest); n >= 0; n = in.read(rest)) {
            zeros += n;
            for (int i = 0; i < n; i++) {
                if (rest[i] != 0) {
                    throw new ImageException(Fault.TAR_TRAILING_DATA, "tar archive with data after its end marker");
                }
            }
            if (zeros > MOST_TRAILING_ZEROS) {
                throw new ImageException(
                        Fault.TAR_TRAILING_DATA, "tar archive with endless zeros after its end marker");
            }
        }
    }

    private void skipBody() throws IOException {
        if (bodyLeft > 0) {
            budget.takeUnwritten("skipped", bodyLeft);
        }
        byte[] sink = new byte[8192];
        while (bodyLeft > 0) {
            int n = in.read(sink, 0, (int) Math.min(sink.length, bodyLeft));
            if (n < 0) {
                throw truncated();
            }
            bodyLeft -= n;
        }
        readPadding(padding);
        padding = 0;
    }

    private void readPadding(int length) throws IOException {
        byte[] pad = new byte[length];
        int n = in.readNBytes(pad, 0, length);
        if (n < length && (n > 0 || !endMayLack)) {
            throw truncated();
        }
        if (!Arrays.equals(pad, new byte[length])) {
            throw new ImageException(Fault.TAR_PADDING, "tar archive with data in the padding after a file");
        }
    }

    /** False where the stream may end without a marker, and does. */
    private boolean readBlock() throws IOException {
        int n = in.readNBytes(block, 0, TarHeader.BLOCK);
        if (n < TarHeader.BLOCK && (n > 0 || !endMayLack)) {
            throw truncated();
        }
        return n > 0;
    }

    private void readFully(byte[] into, int length) throws IOException {
        if (in.readNBytes(into, 0, length) < length) {
            throw truncated();
        }
    }

    private static int paddingOf(long size) {
        return (int) (-size & (TarHeader.BLOCK - 1));
    }

    private static ImageException truncated() {
        return new ImageException(Fault.TAR_TRUNCATED, "tar archive ends in the middle: it is cut short");
    }

    private static ImageException chain(String what) {
        return new ImageException(Fault.TAR_HEADER_CHAIN, "tar archive " + what);
    }

    private final class Body extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (bodyLeft == 0) {
                return -1;
            }
            int n = in.read(into, from, (int) Math.min(length, bodyLeft));
            if (n < 0) {
                throw truncated();
            }
            bodyLeft -= n;
            return n;
        }
    }
}
