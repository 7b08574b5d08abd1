// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.loadtests.Side.Sample;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Images: unpacking a layer beside {@code tar -x}, pulling an image beside {@code skopeo copy}. */
final class ImagesRun {
    private static final int LAYERS = 4;

    private final Options options;
    private final Workspace workspace;
    private final Report report;

    ImagesRun(Options options, Workspace workspace, Report report) {
        this.options = options;
        this.workspace = workspace;
        this.report = report;
    }

    void measure() {
        int mib = options.quick() ? 48 : 192;
        int rounds = options.roundsOr(15, 5);
        Path folder = workspace.folder("images");
        report.progress("making a layer of " + mib + " MiB");
        var layer = SampleLayer.make(mib, options.seed(), folder);
        explain(layer);
        Map<String, Path> blobs = new LinkedHashMap<>();
        blobs.put("tar", layer.plain());
        blobs.put("tar+gzip", packed(layer, "gzip", ".gz"));
        blobs.put("tar+zstd", packed(layer, "zstd", ".zst"));
        blobs.forEach((type, blob) -> unpack(type, blob, layer, folder, rounds));
        pull(mib, folder, rounds);
    }

    private void explain(SampleLayer layer) {
        report.note("layer: " + (layer.bytes() >> 20) + " MiB of tar; MB/s are uncompressed bytes over the time");
        report.note(
                "jfn reads the layer once, digests it and every file, checks names, modes and limits, and makes all of "
                        + "it durable; tar does none of it, tar+sync makes it durable");
        report.note("off the clock: removing what was unpacked, and a sync after it");
    }

    private static Path packed(SampleLayer layer, String program, String ending) {
        Command.of(program, "-q", "-k", layer.plain().toString());
        return Path.of(layer.plain() + ending);
    }

    private void unpack(String type, Path blob, SampleLayer layer, Path folder, int count) {
        report.progress("unpacking " + type + ", " + count + " rounds");
        Rounds<Sample> rounds = sample(type, new UnpackSides(type, blob, layer, folder).all(), layer.bytes(), count);
        compare("I1", "unpack ÷ tar -x", type, UnpackSides.TAR, rounds);
        compare("I1s", "unpack ÷ tar -x and sync", type, UnpackSides.TAR_SYNC, rounds);
    }

    private void pull(int mib, Path folder, int count) {
        report.progress("pulling, " + count + " rounds");
        Path layout = folder.resolve("pulled-image");
        var image = new SampleImage(layout);
        for (int i = 0; i < LAYERS; i++) {
            var layer = SampleLayer.make(mib / LAYERS, options.seed() + 1 + i, workspace.folder("layer" + i));
            image.layer(layer, packed(layer, "gzip", ".gz"), "tar+gzip");
        }
        image.finish();
        report.note(
                "image: " + LAYERS + " gzip layers, " + (image.bytes() >> 20) + " MiB; from docker-registry on "
                        + "loopback to an empty store; skopeo's time has the start of its process, jfn's the making of its client");
        var sides = PullSides.start(layout, workspace).all();
        compare("I2", "pull ÷ skopeo copy", "pull", PullSides.SKOPEO, sample("pull", sides, image.bytes(), count));
    }

    private Rounds<Sample> sample(String mode, List<Side> sides, long bytes, int count) {
        sides.forEach(Side::sample); // once for the file caches and the JVM
        sides.forEach(Side::sample);
        var rounds = new Rounds<Sample>();
        var order = new Random(options.seed());
        for (int i = 0; i < count; i++) {
            var before = Machine.ticks();
            var samples = new LinkedHashMap<String, Sample>();
            for (Side side : Rounds.shuffled(sides, order)) {
                samples.put(side.name(), side.sample());
            }
            rounds.add(samples, Machine.ticks().stealSince(before));
        }
        sides.forEach(side -> report.speed(mode, side.name(), bytes, Rounds.times(rounds, side.name())));
        report.raw(mode, rounds.all());
        return rounds;
    }

    private void compare(String id, String what, String mode, String peer, Rounds<Sample> rounds) {
        var random = new SplittableRandom(options.seed());
        report.figure(Figure.ofTimes(
                id, what, mode, Rounds.times(rounds, UnpackSides.JFN), Rounds.times(rounds, peer), random));
    }
}
