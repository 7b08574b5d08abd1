// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.loadtests.Side.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerTimingTest {
    private static final String HEAD =
            "HTTP/1.1 200 OK |X-Jfn-Cold: true |server-timing: queue;dur=0.01, claim;dur=0.5, "
                    + "start;desc=\"x\";dur=0.7, run;dur=0.2 |Content-Length: 6";

    @Test
    void phases_are_read_from_the_reply_s_head() {
        assertThat(ServerTiming.of(HEAD))
                .containsEntry("queue", 0.01)
                .containsEntry("claim", 0.5)
                .containsEntry("start", 0.7)
                .containsEntry("run", 0.2)
                .hasSize(4);
    }

    @Test
    void a_reply_without_the_header_has_no_phases() {
        assertThat(ServerTiming.of("HTTP/1.1 200 OK |Content-Length: 6")).isEmpty();
    }

    @Test
    void the_summary_tells_what_no_phase_explains() {
        var rounds = new Rounds<Sample>();
        rounds.add(Map.of("jfn", new Sample(2_000_000, HEAD)), 0);

        assertThat(ServerTiming.summary(rounds, "jfn"))
                .contains("claim 0.500 ms")
                .contains("outside these 0.590 ms");
    }
}
