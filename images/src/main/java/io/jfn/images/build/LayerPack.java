// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.archive.TarOutput;
import io.jfn.images.Descriptor;
import io.jfn.images.Hashes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.function.LongConsumer;

/** Packs the tree of a layer into a file. */
final class LayerPack {
    private LayerPack() {}

    static PackedLayer pack(Path tree, LayerTimes times, Path file, LongConsumer written) throws IOException {
        var packed = Hashes.sha256();
        var plain = Hashes.sha256();
        try (var out = new DigestOutputStream(Files.newOutputStream(file), packed);
                var gzip = new SteadyGzip(new BufferedOutputStream(out, 65_536));
                var tar = new BufferedOutputStream(new DigestOutputStream(gzip, plain), 65_536)) {
            new LayerTar(new TarOutput(tar), times, written).write(tree);
        }
        return new PackedLayer(
                Hashes.digest(plain), new Descriptor(PackedLayer.GZIP, Hashes.digest(packed), Files.size(file)));
    }
}
