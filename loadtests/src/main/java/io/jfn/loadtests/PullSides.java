// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import io.jfn.api.TenantName;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.registry.ImageName;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RegistryConfig;
import io.jfn.loadtests.Side.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Those who pull one image from Debian's docker-registry on loopback: jfn's client, and skopeo; each to an empty place. */
final class PullSides {
    static final String JFN = "jfn";
    static final String SKOPEO = "skopeo";

    private static final int WAITS = 200;

    private final Path folder;
    private final String name;
    private int made;

    private PullSides(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Starts the registry, which ends with the workspace, and gives it the image that lies at a folder. */
    static PullSides start(Path image, Workspace workspace) {
        int port = Ports.free();
        Path folder = workspace.folder("registry");
        try {
            Path config = Files.writeString(folder.resolve("config.yml"), """
                    version: 0.1
                    log: {level: error}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: "127.0.0.1:%d"}
                    """.formatted(folder.resolve("data"), port));
            Process process =
                    workspace.start("registry", new ProcessBuilder("docker-registry", "serve", config.toString()));
            for (int i = 0; !listens(port); i++) {
                if (i >= WAITS || !process.isAlive()) {
                    throw new BenchmarkException("docker-registry does not listen:\n" + workspace.tail("registry"));
                }
                Pause.millis(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String name = "127.0.0.1:" + port + "/sample:1";
        Command.of(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "oci:" + image,
                "docker://" + name);
        return new PullSides(workspace.folder("pulled"), name);
    }

    List<Side> all() {
        return List.of(Side.of(JFN, this::jfn), Side.of(SKOPEO, this::skopeo));
    }

    private Sample jfn() {
        Path root = folder.resolve("pulled" + made++);
        long began = System.nanoTime();
        var store = new ContentStore(root, ContentConfig.DEFAULT);
        try (var client = new RegistryClient(RegistryConfig.DEFAULT, store)) {
            client.pull(TenantName.DEFAULT, ImageName.parse(name), Progress.NONE);
        }
        long nanos = System.nanoTime() - began;
        Command.of("rm", "-rf", root.toString());
        return new Sample(nanos, "");
    }

    private Sample skopeo() {
        Path root = folder.resolve("pulled" + made++);
        long began = System.nanoTime();
        Command.of(
                "skopeo",
                "--insecure-policy",
                "copy",
                "-q",
                "--src-tls-verify=false",
                "docker://" + name,
                "oci:" + root + ":sample");
        long nanos = System.nanoTime() - began;
        Command.of("rm", "-rf", root.toString());
        return new Sample(nanos, "");
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
