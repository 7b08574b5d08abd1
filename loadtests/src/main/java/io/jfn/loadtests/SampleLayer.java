// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A layer that looks like a language's: many small text files, some libraries that compress badly.
 *
 * @param plain the tar
 * @param diffId its digest
 */
record SampleLayer(Path plain, Digest diffId) {
    private static final int LIBRARY = 2 << 20;

    /** Makes one of about as many MiB; the same seed makes the same bytes. */
    static SampleLayer make(int mib, long seed, Path folder) {
        try {
            Path tree = Files.createDirectories(folder.resolve("sample"));
            var random = new SplittableRandom(seed);
            long left = (long) mib << 20;
            for (int i = 0; left > 0; i++) {
                byte[] content = i % 40 == 0 ? library(random) : text(random, 2000 + random.nextInt(30_000));
                Path file = tree.resolve("lib/package" + i / 25 + "/file" + i);
                Files.createDirectories(file.getParent());
                Files.write(file, content);
                left -= content.length;
            }
            Path tar = folder.resolve("layer.tar");
            Command.of(
                    "tar",
                    "-C",
                    tree.toString(),
                    "--sort=name",
                    "--owner=0",
                    "--group=0",
                    "--mtime=@0",
                    "--format=ustar",
                    "-cf",
                    tar.toString(),
                    ".");
            Command.of("rm", "-rf", tree.toString());
            return new SampleLayer(tar, digest(tar));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a layer to measure with", e);
        }
    }

    long bytes() {
        return size(plain);
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Digest digest(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
            return new Digest("sha256:" + HexFormat.of().formatHex(sha256.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static byte[] text(SplittableRandom random, int length) {
        var text = new StringBuilder(length + 20);
        while (text.length() < length) {
            text.append("word").append(random.nextInt(500)).append(random.nextInt(8) == 0 ? '\n' : ' ');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Half of it noise, half of it the same again: about as machine code compresses. */
    private static byte[] library(SplittableRandom random) {
        byte[] library = new byte[LIBRARY];
        byte[] block = new byte[512];
        for (int at = 0; at < LIBRARY; at += 2 * block.length) {
            random.nextBytes(block);
            System.arraycopy(block, 0, library, at, block.length);
            System.arraycopy(block, 0, library, at + block.length, block.length);
        }
        return library;
    }
}
