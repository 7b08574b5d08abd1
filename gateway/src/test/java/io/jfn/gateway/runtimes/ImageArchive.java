// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.runtimes;

import io.jfn.gateway.http.SourceArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Image archives as {@code docker save} writes them, of one layer. */
final class ImageArchive {
    private ImageArchive() {}

    /** A static-looking program of the machine at a path, beside a file that makes images differ. */
    static byte[] withProgram(String path, String content) {
        byte[] layer = SourceArchive.tar(Map.of(path, elf(), "etc/version", content.getBytes(StandardCharsets.UTF_8)));
        byte[] config = ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:" + hex(layer) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
        return SourceArchive.tar(Map.of(
                "config.json",
                config,
                "layer.tar",
                layer,
                "manifest.json",
                "[{\"Config\":\"config.json\",\"Layers\":[\"layer.tar\"]}]".getBytes(StandardCharsets.UTF_8)));
    }

    /** The head of a program of this machine, without a loader: as much as is looked at. */
    private static byte[] elf() {
        byte[] machine;
        try (var in = Files.newInputStream(Path.of("/bin/true"))) {
            machine = in.readNBytes(64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] program = new byte[120];
        System.arraycopy(machine, 0, program, 0, 20);
        program[54] = 56;
        return program;
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
