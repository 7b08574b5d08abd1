// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** A process of its own that unpacks images: to be measured, or to be killed. */
final class UnpackProcess {
    private UnpackProcess() {}

    /** Starts one on a store's folder; its first words are options of the JVM. */
    static Process start(List<String> options, Path store, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), UnpackProcess.class.getName()));
        command.add(store.toString());
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The arguments: a store's folder; {@code big MIB}, {@code stop STEP} or {@code many}. */
    public static void main(String[] args) throws Exception {
        try (var store = new ImageStore(Path.of(args[0]), ImageStoreConfig.ofThisMachine())) {
            switch (args[1]) {
                case "big" -> {
                    var image = new BigImage(Integer.parseInt(args[2]));
                    store.importContent(TenantName.DEFAULT, image, image.manifest(), Progress.NONE);
                    try (var status = Files.lines(Path.of("/proc/self/status"))) {
                        System.out.println(status.filter(line -> line.startsWith("VmHWM:"))
                                .findFirst()
                                .orElseThrow());
                    }
                }
                case "stop" -> {
                    byte[] file = new byte[6 << 20];
                    new Random(1).nextBytes(file);
                    var image = new ImageBuilder().layer(new TarBuilder().file("data", file, 0644));
                    store.importArchive(TenantName.DEFAULT, image.oci(), stopAt(args[2]));
                }
                default -> many(store);
            }
        }
    }

    private static Progress stopAt(String where) {
        return (step, done, _) -> {
            if (step.equals(where) && done > 3 << 20) {
                System.out.println(step);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    private static void many(ImageStore store) {
        for (int i = 0; ; i++) {
            store.importArchive(TenantName.DEFAULT, numbered(i).oci(), Progress.NONE);
            System.out.println(i);
        }
    }

    /** An image of three layers of its own, each with ten files. */
    static ImageBuilder numbered(int number) {
        var image = new ImageBuilder();
        for (int layer = 0; layer < 3; layer++) {
            var tar = new TarBuilder();
            for (int file = 0; file < 10; file++) {
                tar.file("l" + layer + "/f" + file, "image " + number);
            }
            image.layer(tar);
        }
        return image;
    }
}
