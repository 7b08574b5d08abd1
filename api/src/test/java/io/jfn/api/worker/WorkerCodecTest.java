// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerCodecTest {
    private static final Usage USAGE = new Usage(1, 2, 3, 4, 5, 6, 7, 8);

    static Stream<WorkerRequest> requests() {
        return Stream.of(
                new WorkerRequest.Hello(1, -2, 3),
                new WorkerRequest.Connect(7, 80, 1000),
                new WorkerRequest.Pause(7),
                new WorkerRequest.Resume(7),
                new WorkerRequest.UpdateLimits(7, ResourceLimits.DEFAULT),
                new WorkerRequest.ReadUsage(7),
                new WorkerRequest.Terminate(7),
                new WorkerRequest.Kill(7),
                new WorkerRequest.ReadStatus());
    }

    static Stream<WorkerReply> replies() {
        return Stream.of(
                new WorkerReply.Welcome(1, "n1", "v2", 99, List.of("landlock")),
                new WorkerReply.Claimed(7, "s-1", true, true, 1, 2, 3),
                new WorkerReply.Connected(7, 5),
                new WorkerReply.Done(),
                new WorkerReply.Used(7, USAGE),
                new WorkerReply.Status(1, 2, 3, 4, 5, 6, List.of(7L, 8L)),
                new WorkerReply.Failed(WorkerReply.FailureReason.LAUNCH_FAILED, "S9 image", "sha", 13, "no ö"),
                new WorkerReply.Exited(7, -1, 9, true, USAGE));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void a_request_is_read_as_it_was_written(WorkerRequest request) {
        assertThat(WorkerCodec.decodeRequest(body(WorkerCodec.encode(42, request))))
                .isEqualTo(new WorkerCodec.Frame<>(42, request));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void a_reply_is_read_as_it_was_written(WorkerReply reply) {
        assertThat(WorkerCodec.decodeReply(body(WorkerCodec.encode(42, reply))))
                .isEqualTo(new WorkerCodec.Frame<>(42, reply));
    }

    @Test
    void a_claim_is_read_as_it_was_written() {
        var claim = claim();
        var read = (WorkerRequest.Claim)
                WorkerCodec.decodeRequest(body(WorkerCodec.encode(1, new WorkerRequest.Claim(9, claim))))
                        .message();
        assertThat(read.request()).usingRecursiveComparison().isEqualTo(claim);
    }

    @Test
    void a_claim_cut_at_any_byte_is_refused() {
        byte[] whole = body(WorkerCodec.encode(1, new WorkerRequest.Claim(9, claim())));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> WorkerCodec.decodeRequest(cut)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void bytes_behind_a_message_are_refused() {
        byte[] whole = body(WorkerCodec.encode(1, new WorkerRequest.ReadStatus()));
        assertThatThrownBy(() -> WorkerCodec.decodeRequest(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("too many");
    }

    @Test
    void a_claim_is_shown_without_what_the_tenant_wrote() {
        assertThat(claim().toString()).isEqualTo("claim for default/hello-3");
    }

    private static ClaimRequest claim() {
        return new ClaimRequest(
                TenantName.DEFAULT,
                new FunctionName("hello"),
                3,
                List.of(new Digest("sha256:" + "a".repeat(64))),
                List.of("/bin/hello", "$(x); \n"),
                List.of("A=ü"),
                "/",
                ResourceLimits.DEFAULT,
                9001,
                "h1",
                Map.of("pw", new byte[] {1, 0, 2}));
    }

    private static byte[] body(byte[] frame) {
        return Arrays.copyOfRange(frame, 4, frame.length);
    }
}
