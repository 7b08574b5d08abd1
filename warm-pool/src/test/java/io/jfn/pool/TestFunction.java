// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.WorkerReply.Claimed;
import io.jfn.api.worker.WorkerReply.Connected;
import io.jfn.api.worker.WorkerRequest.Claim;
import io.jfn.api.worker.WorkerRequest.Connect;
import io.jfn.sandbox.syscall.Descriptors;
import io.jfn.sandbox.syscall.OwnDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The test server as a function; its {@code name} is that of its processes on the host, and nobody else's. */
record TestFunction(String name, Digest image) {
    static TestFunction in(Path state) throws IOException {
        String name = "jfnt" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        return new TestFunction(name, TestServer.image(state.resolve("store"), name));
    }

    ClaimRequest request() {
        return new ClaimRequest(
                TenantName.DEFAULT,
                new FunctionName("hello"),
                1,
                List.of(image),
                List.of("/" + name),
                List.of("PORT=8080"),
                "/",
                new ResourceLimits(16 * Claims.MIB, 1000, 16, Claims.MIB),
                0,
                "hello",
                Map.of());
    }

    Claimed claim(TestGateway gateway, long lease) {
        var claimed = gateway.call(new Claim(lease, request()), Claimed.class);
        gateway.drop(claimed.descriptors());
        return claimed;
    }

    /** One HTTP call over a connection of its own; what was answered. */
    static String call(TestGateway gateway, long lease) {
        gateway.call(new Connect(lease, TestServer.PORT, 10_000), Connected.class);
        int connection = gateway.descriptor();
        OwnDescriptors.makeBlocking(connection);
        OwnDescriptors.write(connection, TestServer.CALL);
        String answer =
                new String(OwnDescriptors.read(connection, TestServer.ANSWER.length()), StandardCharsets.US_ASCII);
        Descriptors.close(connection);
        return answer;
    }
}
