// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.TenantName;
import io.jfn.api.archive.TarOutput;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Platform;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Stores in a temporary folder, a base image in the official layout whose interpreter is a stub, and folders to build. */
abstract class BuildStage {
    static final TenantName TENANT = TenantName.DEFAULT;

    @TempDir
    Path folder;

    ImageStore store;
    TenantContent content;
    ImageBuilds builds;
    Digest baseImage;
    private int opened;

    @BeforeEach
    void open() throws IOException {
        Path root = folder.resolve(opened == 0 ? "store" : "store" + opened);
        opened++;
        store = new ImageStore(root, ImageStoreConfig.ofThisMachine());
        var contents = new ContentStore(root, ContentConfig.DEFAULT);
        content = contents.of(TENANT);
        builds = new ImageBuilds(store, contents, recordFolder());
        baseImage = new Digest(store.importArchive(TENANT, new ByteArrayInputStream(baseArchive()), Progress.NONE)
                .image());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Goes on with stores that know nothing; the content of the one before can still be read. */
    void forgetStores() throws IOException {
        TenantContent before = content;
        store.close();
        open();
        if (before == content) {
            throw new AssertionError("the same store");
        }
    }

    Path recordFolder() {
        return folder.resolve("packed" + opened);
    }

    List<String> records() throws IOException {
        try (var all = Files.list(recordFolder())) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Writes files, in this order, with these times. */
    Path folder(String name, long mtime, String... files) throws IOException {
        Path made = folder.resolve("functions").resolve(name);
        for (String file : files) {
            Path path = made.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "content of " + file);
            Files.setLastModifiedTime(path, FileTime.from(mtime++, TimeUnit.SECONDS));
        }
        return made;
    }

    /** Sends a folder with its times, in the order in which the file system lists it reversed or not. */
    Digest upload(Path made) throws IOException {
        List<Path> files;
        try (var all = Files.walk(made)) {
            files = new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
        if (opened % 2 == 0) {
            files = files.reversed();
        }
        var tar = new ByteArrayOutputStream();
        var out = new TarOutput(tar);
        for (Path file : files) {
            out.file(
                    made.relativize(file).toString(),
                    0644,
                    Files.getLastModifiedTime(file).to(TimeUnit.SECONDS),
                    Files.readAllBytes(file));
        }
        out.end();
        return store.addSource(TENANT, new ByteArrayInputStream(tar.toByteArray()));
    }

    BuiltImage build(Path made) throws IOException {
        return builds.build(TENANT, order(spec(upload(made)), 0), Progress.NONE);
    }

    BuildOrder order(FunctionSpec spec, long epoch) {
        return new BuildOrder(spec, baseImage, null, "hello", "1", epoch);
    }

    static FunctionSpec spec(Digest source) {
        return spec(FunctionRuntime.PYTHON3, null, source.value(), "app.handler");
    }

    static FunctionSpec imageSpec(String image) {
        return spec(null, image, null, null);
    }

    private static FunctionSpec spec(FunctionRuntime runtime, String image, String source, String handler) {
        return new FunctionSpec(
                "hello",
                runtime,
                image,
                source,
                handler,
                List.of(),
                null,
                0,
                null,
                0,
                0,
                null,
                Map.of("GREETING", "hello"),
                Map.of("password", "c2VjcmV0"),
                null,
                null,
                Map.of("team", "one"));
    }

    StoredManifest manifest(BuiltImage image) {
        return content.manifest("hello", image.manifest().value()).orElseThrow();
    }

    /** The base image again, as a pull leaves it in the content store. */
    StoredManifest baseInContent() {
        byte[] layer = baseLayer();
        byte[] config = baseConfig(layer);
        Digest layerDigest = ImageDocuments.digest(layer);
        Digest configDigest = ImageDocuments.digest(config);
        content.add(layerDigest, layer.length, new ByteArrayInputStream(layer));
        content.add(configDigest, config.length, new ByteArrayInputStream(config));
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + ImageDocuments.MANIFEST + "\",\"config\":{"
                        + "\"mediaType\":\"" + ImageDocuments.CONFIG + "\",\"digest\":\"" + configDigest
                        + "\",\"size\":" + config.length
                        + "},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\""
                        + layerDigest + "\",\"size\":" + layer.length + "}]}")
                .getBytes(StandardCharsets.UTF_8);
        Digest digest = content.addManifest("base", "1", ImageDocuments.MANIFEST, manifest)
                .digest();
        return content.manifest("base", digest.value()).orElseThrow();
    }

    private static byte[] baseLayer() {
        try {
            var layer = new ByteArrayOutputStream();
            var tar = new TarOutput(layer);
            byte[] program = new byte[120];
            byte[] start = {0x7f, 'E', 'L', 'F', 2, 1, 1};
            System.arraycopy(start, 0, program, 0, start.length);
            program[18] = (byte) (Platform.architecture().equals("arm64") ? 183 : 62);
            program[54] = 56;
            tar.file("usr/local/bin/python3", 0755, 1_234_567_890, program);
            tar.end();
            return layer.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] baseConfig(byte[] layer) {
        return ("{\"architecture\":\"" + Platform.architecture()
                        + "\",\"os\":\"linux\",\"config\":{\"Env\":[\"BASE=kept\"]},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + ImageDocuments.digest(layer) + "\"]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] baseArchive() throws IOException {
        byte[] layer = baseLayer();
        byte[] config = baseConfig(layer);
        var archive = new ByteArrayOutputStream();
        var tar = new TarOutput(archive);
        tar.file("config.json", 0644, 0, config);
        tar.file("layer.tar", 0644, 0, layer);
        tar.file(
                "manifest.json",
                0644,
                0,
                "[{\"Config\":\"config.json\",\"Layers\":[\"layer.tar\"]}]".getBytes(StandardCharsets.UTF_8));
        tar.end();
        return archive.toByteArray();
    }

    /** What a tar archive says of an entry, read by hand. */
    record Entry(String name, int mode, String owner, long mtime, String link) {}

    List<Entry> entries(Digest layer) throws IOException {
        try (var in = new GZIPInputStream(new BufferedInputStream(content.open(layer)))) {
            return entries(in);
        }
    }

    static List<Entry> entries(InputStream in) throws IOException {
        List<Entry> entries = new ArrayList<>();
        String longName = "";
        String longLink = "";
        while (true) {
            byte[] block = in.readNBytes(512);
            if (block.length < 512 || block[0] == 0) {
                return entries;
            }
            long size = Long.parseLong(text(block, 124, 11), 8);
            byte[] body = in.readNBytes((int) ((size + 511) / 512 * 512));
            if (block[156] == 'x') {
                for (String line : new String(body, 0, (int) size, StandardCharsets.UTF_8).split("\n")) {
                    String record = line.substring(line.indexOf(' ') + 1);
                    longName = record.startsWith("path=") ? record.substring(5) : longName;
                    longLink = record.startsWith("linkpath=") ? record.substring(9) : longLink;
                }
                continue;
            }
            entries.add(new Entry(
                    longName.isEmpty() ? text(block, 0, 100) : longName,
                    Integer.parseInt(text(block, 100, 7), 8),
                    Long.parseLong(text(block, 108, 7), 8) + ":" + Long.parseLong(text(block, 116, 7), 8),
                    Long.parseLong(text(block, 136, 11), 8),
                    longLink.isEmpty() ? text(block, 157, 100) : longLink));
            longName = "";
            longLink = "";
        }
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8).strip();
    }
}
