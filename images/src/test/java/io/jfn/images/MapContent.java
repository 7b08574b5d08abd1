// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Content in memory that notes what is opened. */
final class MapContent implements ImageContent {
    final List<Digest> opened = new ArrayList<>();
    private final Map<Digest, byte[]> blobs = new HashMap<>();

    static Digest digest(byte[] bytes) {
        return new Digest("sha256:" + ImageBuilder.hex(bytes));
    }

    Digest add(byte[] bytes) {
        blobs.put(digest(bytes), bytes);
        return digest(bytes);
    }

    /** An image's blobs; gives the digest of its manifest. */
    Digest addAll(ImageBuilder image) {
        image.blobs().forEach(this::add);
        return digest(ImageBuilder.utf8(image.manifest()));
    }

    void forget(byte[] bytes) {
        blobs.remove(digest(bytes));
    }

    @Override
    public OptionalLong size(Digest digest) {
        byte[] bytes = blobs.get(digest);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
    }

    @Override
    public InputStream open(Digest digest) {
        opened.add(digest);
        return new ByteArrayInputStream(Objects.requireNonNull(blobs.get(digest)));
    }
}
