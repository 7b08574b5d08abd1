// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jfn.api.Contract;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.logs.InvocationLog;
import io.jfn.gateway.worker.FakeWorkerClient;
import io.jfn.gateway.worker.WorkerException;
import io.jfn.gateway.worker.WorkerException.Reason;
import io.jfn.scheduler.StartFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class InstanceLauncherTest {
    private final FakeWorkerClient worker = new FakeWorkerClient();
    private final SteppedTimer timer = new SteppedTimer();
    private final RecordingLog log = new RecordingLog();
    private final List<String> captured = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final List<FakeEndpoint> endpoints = new ArrayList<>();
    private final InstanceLauncher launcher = new InstanceLauncher(
            worker,
            Map.of(Contract.HTTP, this::open, Contract.LAMBDA, this::open),
            (function, instance, out, err) -> captured.add(function + " " + instance + " " + out + " " + err),
            log,
            timer);

    @Test
    void an_http_function_is_connected_to_before_its_claim_is_answered() throws Exception {
        var start = start(SampleRevision.http());

        assertThat(lease().orders).containsExactly("connect 8081 6500");
        lease().run(5, 6, -1);
        assertThat(start.toCompletableFuture()).isNotDone();
        endpoint().ready.complete(true);

        var instance = get(start);
        assertThat(captured).containsExactly("hello hello-3-1 5 6");
        assertThat(instance.endpoint()).isSameAs(endpoint());
        assertThat(instance.process().listener()).isEqualTo(-1);
        assertThat(instance.times().poolHit()).isTrue();
        assertThat(instance.times().spawnNanos()).isEqualTo(30);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void a_lambda_function_is_opened_with_its_listener() throws Exception {
        var start = start(SampleRevision.lambda());
        assertThat(endpoints).isEmpty();

        lease().run(5, 6, 7);
        assertThat(endpoint().listener).isEqualTo(7);
        endpoint().ready.complete(true);

        assertThat(get(start).process().listener()).isEqualTo(7);
        assertThat(lease().request.runtimeApiPort()).isEqualTo(9001);
    }

    @Test
    void a_claim_says_what_the_revision_is() {
        var revision = SampleRevision.of(Contract.HTTP, List.of(), Map.of("A", "b"), Map.of("key", "c2VjcmV0"));
        start(revision);

        var request = lease().request;
        assertThat(request.function().value()).isEqualTo("hello");
        assertThat(request.revision()).isEqualTo(3);
        assertThat(request.layers()).isEqualTo(revision.image().layers());
        assertThat(request.argv()).containsExactly("/server", "-x");
        assertThat(request.workdir()).isEqualTo("/srv");
        assertThat(request.env()).contains("A=b", "PORT=8081");
        assertThat(request.limits()).isEqualTo(SampleRevision.LIMITS);
        assertThat(request.runtimeApiPort()).isZero();
        assertThat(request.hostname()).matches("fn-[0-9a-f]{8}");
        assertThat(request.secrets().get("key")).asString().isEqualTo("secret");
    }

    @Test
    void a_secret_that_is_not_base64_fails_the_start_without_a_claim() {
        var failure = failure(start(SampleRevision.of(Contract.HTTP, List.of(), Map.of(), Map.of("key", "%"))));
        assertThat(failure.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(failure).hasMessageContaining("secret 'key'");
        assertThat(worker.leases).isEmpty();
    }

    @Test
    void a_refused_claim_fails_the_start_and_closes_the_endpoint() {
        var start = start(SampleRevision.http());
        lease().fail(new WorkerException(Reason.NO_CAPACITY, "no memory is free"));

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED_NO_CAPACITY);
        assertThat(failure).hasMessageContaining("no memory is free").hasMessageContaining("give the node more memory");
        assertThat(endpoint().closed).isTrue();
        assertThat(log.notes).isEmpty();
    }

    @Test
    void a_failed_launch_names_step_and_errno() {
        var start = start(SampleRevision.http());
        lease().fail(new WorkerException(Reason.LAUNCH_FAILED, "S26 spawn main process", "/server", 2, "no such file"));

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(failure).hasMessageContaining("S26 spawn main process: no such file (errno 2)");
        assertThat(log.notes)
                .containsExactly("instance hello-3-1 did not start: S26 spawn main process: no such file (errno 2)");
    }

    @Test
    void a_claim_that_failed_decides_although_the_connect_failed_first() {
        var start = start(SampleRevision.http());
        endpoint().ready.completeExceptionally(new WorkerException(Reason.NO_SUCH_LEASE, "over"));
        assertThat(start.toCompletableFuture()).isNotDone();

        lease().fail(new WorkerException(Reason.AWAY, "the worker is away"));

        assertThat(failure(start).outcome()).isEqualTo(Outcome.REJECTED_UNAVAILABLE);
    }

    @Test
    void a_process_that_does_not_listen_is_killed() {
        var start = start(SampleRevision.http());
        lease().run(5, 6, -1);
        endpoint()
                .ready
                .completeExceptionally(new WorkerException(Reason.NOT_LISTENING, "nothing listened on port 8081"));

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(failure)
                .hasMessageContaining("nothing listened on port 8081")
                .hasMessageContaining("$PORT");
        assertThat(lease().orders).contains("kill");
        assertThat(endpoint().closed).isTrue();
        assertThat(log.notes).containsExactly("instance hello-3-1 did not start: nothing listened on port 8081");
    }

    @Test
    void a_process_that_ended_before_it_was_ready_says_how() {
        var start = start(SampleRevision.http());
        lease().run(5, 6, -1);
        lease().stubborn = true;
        endpoint().ready.completeExceptionally(new WorkerException(Reason.NO_SUCH_LEASE, "ended before it listened"));
        assertThat(start.toCompletableFuture()).isNotDone();
        lease().exit(3, 0, false);

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(failure).hasMessageContaining("exit code 3");
        assertThat(log.notes).containsExactly("instance hello-3-1 ended: exit code 3, before it was ready");
    }

    @Test
    void memory_that_ran_out_during_the_start_is_named_with_limit_and_peak() {
        var start = start(SampleRevision.lambda());
        lease().run(5, 6, 7);
        lease().usage = new Usage(0, 48 * ResourceLimits.MIB, 0, 0, 0, 1, 0, 0);
        lease().exit(-1, 9, true);
        endpoint().ready.completeExceptionally(new IllegalStateException("it ended"));

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(failure).hasMessageContaining("limit 48 MiB, peak 48 MiB").hasMessageContaining("raise 'memory'");
    }

    @Test
    void a_worker_that_goes_away_during_the_start_is_not_the_functions_fault() {
        var start = start(SampleRevision.http());
        lease().run(5, 6, -1);
        lease().exit(-1, 0, false);
        endpoint().ready.completeExceptionally(new WorkerException(Reason.AWAY, "hung up"));

        assertThat(failure(start).outcome()).isEqualTo(Outcome.REJECTED_UNAVAILABLE);
    }

    @Test
    void a_worker_that_does_not_answer_is_given_up() {
        var start = start(SampleRevision.http());
        timer.advance(11_499);
        assertThat(start.toCompletableFuture()).isNotDone();
        timer.advance(1);

        var failure = failure(start);
        assertThat(failure.outcome()).isEqualTo(Outcome.REJECTED_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("did not answer the claim within 11500 ms");
        assertThat(lease().orders).contains("kill");
    }

    @Test
    void a_sandbox_whose_end_is_never_told_does_not_hold_up_the_failure() {
        var start = start(SampleRevision.http());
        lease().run(5, 6, -1);
        lease().stubborn = true;
        endpoint().ready.completeExceptionally(new TimeoutException("it was slow"));
        assertThat(start.toCompletableFuture()).isNotDone();

        timer.advance(5_000);

        assertThat(failure(start)).hasMessageContaining("it was slow");
    }

    @Test
    void an_endpoint_that_cannot_be_opened_fails_the_start() {
        var broken = new InstanceLauncher(
                worker,
                Map.of(Contract.HTTP, _ -> {
                    throw new IllegalStateException("broken");
                }),
                (_, _, _, _) -> {},
                log,
                timer);
        var start = broken.start("hello-3-1", SampleRevision.http(), SampleRevision.LIMITS, gone::add);
        lease().run(5, 6, -1);

        assertThat(failure(start)).hasMessageContaining("broken");
        assertThat(lease().orders).containsExactly("kill");
    }

    @Test
    void an_instance_that_ends_by_itself_is_noted_and_told() throws Exception {
        started();
        lease().usage = new Usage(0, 48 * ResourceLimits.MIB, 0, 0, 0, 1, 0, 0);
        lease().exit(-1, 9, true);

        assertThat(gone).containsExactly("out of memory, limit 48 MiB, peak 48 MiB");
        assertThat(log.notes).containsExactly("instance hello-3-1 ended: out of memory, limit 48 MiB, peak 48 MiB");
        assertThat(endpoint().closed).isTrue();
    }

    @Test
    void a_stopped_instance_is_not_gone() throws Exception {
        var instance = started();
        var stopped = instance.stop(0);

        assertThat(lease().orders).doesNotContain("terminate").endsWith("kill");
        assertThat(stopped.toCompletableFuture()).isDone();
        assertThat(gone).isEmpty();
        assertThat(log.notes).isEmpty();
        assertThat(endpoint().closed).isTrue();
        assertThat(instance.stop(0).toCompletableFuture()).isDone();
    }

    @Test
    void a_stop_is_over_only_after_its_note_is_in_the_log() throws Exception {
        var instance = started();
        var stopped = instance.stop(2_000).thenRun(() -> log.notes.add("over"));
        lease().exit(-1, 9, true);

        assertThat(stopped.toCompletableFuture()).isDone();
        assertThat(log.notes).hasSize(2).endsWith("over");
        assertThat(log.notes.getFirst()).contains("ended while it was stopped: out of memory");
    }

    @Test
    void a_grace_lets_it_end_by_itself() throws Exception {
        var instance = started();
        var stopped = instance.stop(2_000);
        timer.advance(1_999);
        assertThat(stopped.toCompletableFuture()).isNotDone();
        lease().exit(0, 0, false);

        assertThat(stopped.toCompletableFuture()).isDone();
        assertThat(lease().orders).endsWith("terminate").doesNotContain("kill");
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void a_grace_that_is_over_ends_in_a_kill_and_a_kill_in_an_answer() throws Exception {
        var instance = started();
        lease().stubborn = true;
        var stopped = instance.stop(2_000);
        timer.advance(2_000);
        assertThat(lease().orders).endsWith("terminate", "kill");
        assertThat(stopped.toCompletableFuture()).isNotDone();

        timer.advance(5_000);

        assertThat(stopped.toCompletableFuture()).isDone();
        assertThat(endpoint().closed).isTrue();
    }

    @Test
    void pauses_resumes_and_counts_through_the_lease() throws Exception {
        var instance = started();
        instance.pause();
        instance.resume();
        instance.usage();
        assertThat(lease().orders).endsWith("pause", "resume", "usage");

        lease().usage = new Usage(1, 2, 3, 4, 5, 6, 7, 8);
        lease().exit(0, 0, false);

        assertThat(get(instance.usage())).isEqualTo(lease().usage);
        assertThat(lease().orders).endsWith("pause", "resume", "usage");
    }

    private FunctionInstance started() throws Exception {
        var start = start(SampleRevision.http());
        lease().run(5, 6, -1);
        endpoint().ready.complete(true);
        return get(start);
    }

    private CompletionStage<FunctionInstance> start(Revision revision) {
        return launcher.start("hello-3-1", revision, SampleRevision.LIMITS, gone::add);
    }

    private FakeWorkerClient.Lease lease() {
        return worker.leases.getLast();
    }

    private FakeEndpoint endpoint() {
        return endpoints.getLast();
    }

    private Endpoint open(MainProcess process) {
        var endpoint = new FakeEndpoint(process);
        endpoints.add(endpoint);
        return endpoint;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static StartFailedException failure(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return (StartFailedException) catchThrowableOfType(
                        ExecutionException.class,
                        () -> stage.toCompletableFuture().get())
                .getCause();
    }

    /** An endpoint that is ready when the test says so; it connects as the http contract does. */
    private static final class FakeEndpoint implements Endpoint {
        final CompletableFuture<Boolean> ready = new CompletableFuture<>();
        final MainProcess process;
        final int listener;
        boolean closed;

        FakeEndpoint(MainProcess process) {
            this.process = process;
            this.listener = process.listener();
        }

        @Override
        public CompletionStage<?> ready(int patienceMillis) {
            if (listener < 0) {
                process.connect(patienceMillis);
            }
            return ready;
        }

        @Override
        public void invoke(Exchange exchange) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class RecordingLog implements InvocationLog {
        final List<String> notes = new ArrayList<>();

        @Override
        public void begin(String instance, String invocation) {}

        @Override
        public void end(String instance, String invocation) {}

        @Override
        public void note(String function, String instance, String invocation, String text) {
            assertThat(function).isEqualTo("hello");
            notes.add(text);
        }
    }
}
