// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Updates, stops and kills under load: nothing that was accepted is lost, nothing is left, and the next start serves again. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class SurvivalAcceptanceTest {
    private static final int CALLERS = 4;

    @TempDir
    Path folder;

    /** Callers that call one function without pause until they are told to stop. */
    private static final class Load implements AutoCloseable {
        final ConcurrentLinkedQueue<HttpResponse<String>> replies = new ConcurrentLinkedQueue<>();
        /** When each call began that got no answer at all. */
        final ConcurrentLinkedQueue<Long> unanswered = new ConcurrentLinkedQueue<>();

        final AtomicInteger answered = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<CompletableFuture<Void>> callers = new ArrayList<>();

        Load(TestNode node, String function, String path) {
            for (int i = 0; i < CALLERS; i++) {
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            while (!stopped.get()) {
                                long began = System.nanoTime();
                                try {
                                    replies.add(node.call(function, path));
                                    answered.incrementAndGet();
                                } catch (java.io.UncheckedIOException _) {
                                    unanswered.add(began);
                                    return;
                                }
                            }
                        },
                        task -> Thread.ofPlatform().start(task)));
            }
        }

        void until(int calls) {
            int from = answered.get();
            while (answered.get() < from + calls && callers.stream().anyMatch(caller -> !caller.isDone())) {
                Thread.onSpinWait();
            }
        }

        void stop() {
            stopped.set(true);
            callers.forEach(CompletableFuture::join);
        }

        @Override
        public void close() {
            stop();
        }
    }

    private static Path version(Path folder, String text) throws Exception {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("app.py"), "def handler(event, context):\n    return {'version': '" + text + "'}\n");
        Files.writeString(
                folder.resolve("function.yaml"),
                "name: updated\nruntime: python3\nhandler: app.handler\nmemory: 48Mi\nscale: {max: 4}\n");
        return folder;
    }

    @Test
    void a_new_revision_takes_over_under_load_without_a_failed_call() throws Exception {
        try (var node = TestNode.start(folder)) {
            node.jfn("deploy", version(folder.resolve("one"), "one").toString()).ok();
            try (var load = new Load(node, "updated", "/")) {
                load.until(200);
                for (String next : List.of("two", "three", "four")) {
                    node.jfn("deploy", version(folder.resolve(next), next).toString())
                            .ok();
                    load.until(200);
                }
                assertThat(node.call("updated", "/").body()).contains("four");
                load.stop();
                assertThat(load.unanswered).isEmpty();
                assertThat(load.replies)
                        .allSatisfy(reply ->
                                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200));
            }
            assertThat(node.api("/v1/functions/updated/revisions")).hasSize(4);
        }
    }

    @Test
    void a_stop_under_load_loses_no_call_that_was_accepted() throws Exception {
        var node = TestNode.start(folder);
        String id = node.nodeId();
        node.deploy("native-c");
        try (var load = new Load(node, "native-c", "/?name=x")) {
            load.until(500);
            long asked = System.nanoTime();
            node.down().ok();
            load.stop();
            assertThat(load.replies)
                    .allSatisfy(reply -> assertThat(reply.statusCode() == 200
                                    || TestNode.outcome(reply).equals("drained"))
                            .as(reply.statusCode() + " " + reply.body())
                            .isTrue());
            // A call may find the door shut only when it came after the stop was asked for.
            assertThat(load.unanswered)
                    .allSatisfy(began -> assertThat(began - asked).isPositive());
        }
        assertThat(Machine.traces(node.state, id)).isEqualTo(Machine.Traces.NONE);
    }

    @Test
    void a_killed_gateway_is_started_again_with_its_functions() throws Exception {
        try (var node = TestNode.start(folder)) {
            node.deploy("native-c");
            assertThat(node.call("native-c", "/?name=a").statusCode()).isEqualTo(200);
            kill(node.gateway());
            node.up();
            assertThat(node.call("native-c", "/?name=b").body()).contains("hello, b");
        }
    }

    @Test
    void a_killed_worker_is_started_again_and_cleaned_up_after() throws Exception {
        try (var node = TestNode.start(folder)) {
            node.deploy("native-c");
            assertThat(node.call("native-c", "/?name=a").statusCode()).isEqualTo(200);
            long main = node.worker().children().findFirst().orElseThrow().pid();
            kill(node.worker());
            node.up();
            assertThat(node.call("native-c", "/?name=b").body()).contains("hello, b");
            assertThat(ProcessHandle.of(main).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void both_killed_under_load_leave_nothing_that_the_next_start_does_not_end() throws Exception {
        var node = TestNode.start(folder);
        String id = node.nodeId();
        node.deploy("native-c");
        try (var load = new Load(node, "native-c", "/?name=x")) {
            load.until(100);
            kill(node.worker());
            kill(node.gateway());
        }
        node.up();
        assertThat(node.call("native-c", "/?name=again").body()).contains("hello, again");
        node.down().ok();
        assertThat(Machine.traces(node.state, id)).isEqualTo(Machine.Traces.NONE);
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get();
    }
}
