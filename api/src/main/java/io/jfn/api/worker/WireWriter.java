// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Writes the primitive shapes that messages are made of, big-endian, texts as length and UTF-8. */
final class WireWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    WireWriter u8(int value) {
        return write(() -> out.writeByte(value));
    }

    WireWriter i32(int value) {
        return write(() -> out.writeInt(value));
    }

    WireWriter i64(long value) {
        return write(() -> out.writeLong(value));
    }

    WireWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    WireWriter blob(byte[] value) {
        return write(() -> {
            out.writeInt(value.length);
            out.write(value);
        });
    }

    WireWriter text(String value) {
        return blob(value.getBytes(StandardCharsets.UTF_8));
    }

    <T> WireWriter list(Collection<T> values, BiConsumer<WireWriter, T> one) {
        i32(values.size());
        values.forEach(value -> one.accept(this, value));
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private WireWriter write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }
}
