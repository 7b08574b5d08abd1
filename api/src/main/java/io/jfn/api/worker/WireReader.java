// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link WireWriter} wrote, and refuses lengths that the frame cannot hold. */
final class WireReader {
    private final ByteBuffer in;

    WireReader(byte[] frame) {
        this.in = ByteBuffer.wrap(frame);
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    int i32() {
        return need(4).getInt();
    }

    long i64() {
        return need(8).getLong();
    }

    boolean bool() {
        return u8() != 0;
    }

    byte[] blob() {
        int length = i32();
        if (length < 0) {
            throw new ProtocolException("negative length in a message");
        }
        need(length);
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(blob()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("a text in a message is not UTF-8");
        }
    }

    <T> List<T> list(Function<WireReader, T> one) {
        int size = i32();
        if (size < 0 || size > in.remaining()) {
            throw new ProtocolException("a list in a message is longer than the message");
        }
        var values = new ArrayList<T>(size);
        for (int i = 0; i < size; i++) {
            values.add(one.apply(this));
        }
        return values;
    }

    void end() {
        if (in.hasRemaining()) {
            throw new ProtocolException(in.remaining() + " bytes too many in a message");
        }
    }

    private ByteBuffer need(int bytes) {
        if (in.remaining() < bytes) {
            throw new ProtocolException("a message ends too early");
        }
        return in;
    }
}
