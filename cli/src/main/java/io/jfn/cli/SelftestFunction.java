// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The hostile function on a node, under a name of its own; removed at the end. */
final class SelftestFunction implements AutoCloseable {
    private static final String COMPLETED = "completed";
    private static final int MOST_BYTES = 1 << 20;
    /** More than the function's own timeout, and than a start that waits for room. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final GatewayApi api;
    private final String name;
    private final Set<Integer> users = new ConcurrentSkipListSet<>();

    private SelftestFunction(GatewayApi api, String name) {
        this.api = api;
        this.name = name;
    }

    /** What a call gave: the outcome, and what the probe saw where it completed. */
    record Reply(String outcome, Map<String, String> seen) {
        boolean completed() {
            return outcome.equals(COMPLETED);
        }
    }

    /** What the hostile function answers. */
    private record Said(int uid, Map<String, String> seen) {}

    static SelftestFunction deploy(GatewayApi api, Path folder, String name, DeployProgress progress) {
        if (api.functions().stream().anyMatch(function -> function.name().equals(name))) {
            throw new CliException(
                    ExitCode.FAILED,
                    "there is a function '" + name
                            + "' already, perhaps of a selftest that was interrupted: jfn remove " + name);
        }
        var definitions =
                new Definitions(new Settings("the selftest").put("name", name).table(), System.getenv()::get, _ -> {});
        var function = new SelftestFunction(api, name);
        try {
            new DeployFlow(api, progress, null).deploy(definitions.of(folder));
            return function;
        } catch (RuntimeException e) {
            function.removeAfter(e);
            throw e;
        }
    }

    private void removeAfter(RuntimeException failure) {
        try {
            close();
        } catch (CliException e) {
            failure.addSuppressed(e);
        }
    }

    Reply call(String path) {
        HttpResponse<InputStream> response = api.invoke(name, path, false, call -> call.timeout(PATIENCE));
        String outcome = response.headers().firstValue("X-Jfn-Outcome").orElse("status " + response.statusCode());
        try (InputStream in = response.body()) {
            String body = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (!outcome.equals(COMPLETED)) {
                return new Reply(outcome, Map.of());
            }
            Said said = Json.read(body, Said.class);
            users.add(said.uid);
            return new Reply(outcome, said.seen);
        } catch (JsonProcessingException _) {
            return new Reply("no answer of the probe", Map.of());
        } catch (IOException e) {
            return new Reply("the reply broke off", Map.of());
        }
    }

    /** Ends its instance: the next call finds another. */
    void end() {
        call("/end");
    }

    /** The users that its instances had. */
    Set<Integer> users() {
        return Set.copyOf(users);
    }

    @Override
    public void close() {
        try {
            api.remove(name);
        } catch (CliException e) {
            if (e.code() != ExitCode.NOT_FOUND) {
                throw e;
            }
        }
    }
}
