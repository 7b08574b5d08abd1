// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * L1 from Java: {@link ProcessBuilder} starts the same binary, which binds a Unix socket that this side connects to as
 * soon as it is there. ProcessBuilder goes through the JDK's spawn helper, so this is two execs; the clock starts before
 * the spawn because there is no socket to write to earlier.
 */
final class JavaSpawn implements Side {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: function\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Path function;
    private final Path socket;

    JavaSpawn(Path function, Workspace workspace) {
        this.function = function;
        socket = workspace.file("java-spawn.sock");
    }

    @Override
    public String name() {
        return "L1j";
    }

    @Override
    public Sample sample() {
        var builder = new ProcessBuilder(function.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("UNIX_PATH", socket.toString());
        builder.environment().put("ANSWERS", "1");
        var answer = ByteBuffer.allocate(4096);
        try {
            long begin = System.nanoTime();
            var process = builder.start();
            try (var channel = connected(begin)) {
                channel.write(ByteBuffer.wrap(REQUEST));
                channel.read(answer);
                double nanos = System.nanoTime() - begin;
                if (!new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
                        .startsWith("HTTP/1.1 200")) {
                    throw new BenchmarkException("the function started from Java gave no answer");
                }
                return new Sample(nanos, "");
            } finally {
                process.destroyForcibly().waitFor();
                Files.deleteIfExists(socket);
            }
        } catch (IOException e) {
            throw new BenchmarkException("cannot start the function from Java: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    private SocketChannel connected(long begin) throws IOException {
        while (true) {
            if (Files.exists(socket)) {
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                try {
                    channel.connect(UnixDomainSocketAddress.of(socket));
                    return channel;
                } catch (IOException e) {
                    channel.close();
                    if (System.nanoTime() - begin > PATIENCE_NANOS) {
                        throw e;
                    }
                }
            }
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new BenchmarkException("the function started from Java never listened");
            }
            Thread.onSpinWait();
        }
    }
}
