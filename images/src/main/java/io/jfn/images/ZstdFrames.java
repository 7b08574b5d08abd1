// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The frames of a zstd stream (RFC 8878), walked on their way to the decoder: native code is handed only what is well
 * framed, has a window of 8 MiB at most, asks for no dictionary and does not consist of frames without content.
 */
final class ZstdFrames extends FilterInputStream {
    private static final long MAGIC = 0xfd2f_b528L;
    private static final long SKIPPABLE_MAGIC = 0x184d_2a50L;
    private static final int LARGEST_BLOCK = 128 << 10;
    private static final int RLE = 1;
    private static final int COMPRESSED = 2;

    private final Growth growth;
    private Part part = Part.MAGIC;
    private long field;
    private int have;
    private int want = 4;
    private long pass;
    private int descriptor;
    private long window;
    private boolean lastBlock;
    private boolean content;
    private int frames;
    private int empty;

    private enum Part {
        MAGIC,
        SKIPPABLE_SIZE,
        SKIPPABLE,
        DESCRIPTOR,
        HEADER,
        BLOCK_HEADER,
        BLOCK,
        CHECKSUM
    }

    ZstdFrames(InputStream in, Growth growth) {
        super(in);
        this.growth = growth;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        if (n < 0) {
            if (part != Part.MAGIC || have > 0 || frames == 0) {
                throw malformed("ends in the middle");
            }
            return n;
        }
        growth.taken(n);
        walk(into, from, from + n);
        return n;
    }

    private void walk(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (pass > 0) {
                long passed = Math.min(pass, to - at);
                at += (int) passed;
                pass -= passed;
                if (pass == 0) {
                    passed();
                }
            } else {
                // The longest header has nine bytes: its window is the first, and its last is of no interest.
                if (have < Long.BYTES) {
                    field |= (bytes[at] & 0xffL) << (8 * have);
                }
                at++;
                if (++have == want) {
                    next(part, field);
                }
            }
        }
    }

    private void next(Part done, long value) {
        switch (done) {
            case MAGIC -> magic(value);
            case SKIPPABLE_SIZE -> pass(Part.SKIPPABLE, value);
            case DESCRIPTOR -> descriptor((int) value);
            case HEADER -> header(value);
            case BLOCK_HEADER -> block((int) value);
            case CHECKSUM -> endFrame();
            case SKIPPABLE, BLOCK -> throw new AssertionError("these are passed, not read");
        }
    }

    private void expect(Part following, int bytes) {
        part = following;
        field = 0;
        have = 0;
        want = bytes;
    }

    private void pass(Part what, long bytes) {
        expect(what, 0);
        pass = bytes;
        if (bytes == 0) {
            passed();
        }
    }

    private void passed() {
        if (part == Part.SKIPPABLE) {
            endFrame();
        } else if (!lastBlock) {
            expect(Part.BLOCK_HEADER, 3);
        } else if ((descriptor & 4) != 0) {
            expect(Part.CHECKSUM, 4);
        } else {
            endFrame();
        }
    }

    private void magic(long value) {
        content = false;
        if (value == MAGIC) {
            expect(Part.DESCRIPTOR, 1);
        } else if ((value & ~0xfL) == SKIPPABLE_MAGIC) {
            expect(Part.SKIPPABLE_SIZE, 4);
        } else {
            throw malformed(frames > 0 ? "has data after its end" : "does not begin as zstd");
        }
    }

    private void descriptor(int value) {
        if ((value & 8) != 0) {
            throw malformed("has a reserved bit set");
        }
        descriptor = value;
        if ((value & 3) != 0) {
            throw malformed("needs a dictionary");
        }
        expect(Part.HEADER, (single() ? 0 : 1) + contentSizeBytes());
    }

    private void header(long value) {
        if (single()) {
            window = value + (contentSizeBytes() == 2 ? 256 : 0);
        } else {
            int exponent = (int) (value & 0xff) >> 3;
            long base = 1L << (10 + exponent);
            window = base + base / 8 * (value & 7);
        }
        if (window < 0 || window > UnpackLimits.ZSTD_WINDOW) {
            throw new ImageException(
                    Fault.ZSTD_WINDOW,
                    "zstd stream with a window of more than " + (UnpackLimits.ZSTD_WINDOW >> 20)
                            + " MiB: compress it without --ultra and --long");
        }
        expect(Part.BLOCK_HEADER, 3);
    }

    private void block(int value) {
        lastBlock = (value & 1) != 0;
        int type = (value >> 1) & 3;
        int size = value >> 3;
        if (type > COMPRESSED || size > LARGEST_BLOCK) {
            throw malformed("has a block of no known kind or size");
        }
        content |= size > 0;
        pass(Part.BLOCK, type == RLE ? 1 : size);
    }

    private void endFrame() {
        if ((!content && ++empty > UnpackLimits.ZSTD_EMPTY_FRAMES) || ++frames > UnpackLimits.ZSTD_FRAMES) {
            throw new ImageException(
                    Fault.ZSTD_FRAMES,
                    "zstd stream of more than " + UnpackLimits.ZSTD_FRAMES + " frames, or with more than "
                            + UnpackLimits.ZSTD_EMPTY_FRAMES + " without content");
        }
        expect(Part.MAGIC, 4);
    }

    private boolean single() {
        return (descriptor & 0x20) != 0;
    }

    private int contentSizeBytes() {
        return switch (descriptor >> 6) {
            case 0 -> single() ? 1 : 0;
            case 1 -> 2;
            case 2 -> 4;
            default -> 8;
        };
    }

    private static ImageException malformed(String why) {
        return new ImageException(Fault.ZSTD_MALFORMED, "zstd stream " + why);
    }
}
