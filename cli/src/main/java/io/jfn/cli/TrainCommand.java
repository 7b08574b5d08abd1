// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code jfn train}: runs a node of its own through a few hundred cold starts and keeps what its two JVMs learned (JEP 483,
 * 515), so that every later start of a node of this build begins with loaded classes and known profiles. The launcher does it
 * before the first {@code up} of a build.
 */
@Command(
        name = "train",
        description =
                "Makes the start-up caches of worker and gateway for this build, by a node of its own that is gone"
                        + " afterwards. The launcher, ./jfn, does it before the first 'up'.",
        hidden = true)
final class TrainCommand implements Callable<Integer> {
    /** Most of what a cold start runs through is compiled well after so many: see {@link io.jfn.api.NodeJvm}. */
    private static final int COLD = 500;

    private static final int WARM = 2000;
    /** A trained process starts another one at its end, which writes the cache. */
    private static final Duration WRITING = Duration.ofMinutes(3);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;

    private final Terminal terminal;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        NodeMachine.requireRoot("jfn train");
        NodeMachine.requirePrograms("setsid", "setpriv");
        Path caches = NodeApp.caches(NodeMachine.root());
        var options = new UpOptions();
        options.port = NodePort.free();
        options.training = true;
        try (var node = TemporaryNode.start(terminal, options)) {
            call(node, deploy(node, "cold", "scale: {keepAlive: 0s}"), COLD);
            call(node, deploy(node, "warm", "scale: {keepAlive: 1m}"), WARM);
            node.stop(WRITING, WRITING);
            keep(node.paths().training(NodeRole.WORKER), caches);
            keep(node.paths().training(NodeRole.GATEWAY), caches);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "the start-up caches cannot be kept: " + e.getMessage(), e);
        }
        return ExitCode.OK.number();
    }

    private static String deploy(TemporaryNode node, String name, String how) throws IOException {
        Path folder = Files.createDirectory(node.folder().resolve(name));
        Path program = Files.write(folder.resolve("serve"), TrainingProgram.elf());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve(FunctionFile.NAME), """
                name: %s
                runtime: native
                command: [/function/serve]
                port: %d
                memory: 16Mi
                %s
                """.formatted(name, TrainingProgram.PORT, how));
        var definitions = new Definitions(new Settings("training").table(), System.getenv()::get, _ -> {});
        new DeployFlow(node.api(), DeployProgress.SILENT, null).deploy(definitions.of(folder));
        return name;
    }

    private static void call(TemporaryNode node, String function, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            var reply = node.api().invoke(function, "/", false, _ -> {});
            try (InputStream body = reply.body()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (reply.statusCode() != 200) {
                    throw new CliException(
                            ExitCode.FUNCTION_FAILED,
                            "call " + i + " of " + function + " in training ended with " + reply.statusCode() + ": "
                                    + text);
                }
            }
        }
    }

    /** In one step, so that no node starts with half of one; no link is followed from a folder that is the gateway's. */
    private static void keep(Path cache, Path caches) throws IOException {
        Path draft = caches.resolve(cache.getFileName() + ".new");
        try (var written = Files.newInputStream(cache, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(written, draft, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, caches.resolve(cache.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
}
