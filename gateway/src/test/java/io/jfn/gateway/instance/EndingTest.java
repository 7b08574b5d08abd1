// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.worker.WorkerException;
import io.jfn.gateway.worker.WorkerException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3  | 0  | false | exit code 3                              | START_FAILED
            0  | 0  | false | exit code 0                              | START_FAILED
            -1 | 11 | false | ended by SIGSEGV                         | START_FAILED
            -1 | 40 | false | ended by signal 40                       | START_FAILED
            -1 | 9  | true  | 'out of memory, limit 48 MiB, peak 47 MiB' | OUT_OF_MEMORY
            -1 | 0  | false | the worker went away                     | REJECTED_UNAVAILABLE
            """)
    void an_end_has_a_cause_and_an_outcome(int code, int signal, boolean oom, String cause, Outcome outcome) {
        var usage = new Usage(0, 47 * ResourceLimits.MIB, 0, 0, 0, 0, 0, 0);
        var ending = new Ending(
                new MainProcess.Exit(code, signal, oom, usage),
                SampleRevision.http().spec());
        assertThat(ending.cause()).isEqualTo(cause);
        assertThat(ending.ofStart()).isEqualTo(outcome);
        assertThat(ending.ofCall()).isEqualTo(oom ? Outcome.OUT_OF_MEMORY : Outcome.CRASHED);
        assertThat(ending.beforeReady().outcome()).isEqualTo(outcome);
        assertThat(ending.beforeReady()).hasMessage("it ended before it was ready: " + cause + "; " + ending.wayOut());
        assertThat(ending.facts()).containsKeys("memoryLimitBytes", "memoryPeakBytes");
        assertThat(ending.facts().containsKey("signal")).isEqualTo(signal != 0);
        assertThat(ending.facts().containsKey("exitCode")).isEqualTo(code >= 0);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CAPACITY, '', 0, REJECTED_NO_CAPACITY",
        "AWAY, '', 0, REJECTED_UNAVAILABLE",
        "STOPPING, '', 0, REJECTED_UNAVAILABLE",
        "LAUNCH_FAILED, S9 mount image, 28, REJECTED_UNAVAILABLE",
        "LAUNCH_FAILED, S26 spawn main process, 12, REJECTED_UNAVAILABLE",
        "LAUNCH_FAILED, S26 spawn main process, 2, START_FAILED",
        "LAUNCH_FAILED, S26 enter workdir, 2, START_FAILED",
        "NOT_LISTENING, '', 0, START_FAILED",
        "NO_SUCH_LEASE, '', 0, START_FAILED",
        "INVALID, '', 0, START_FAILED"
    })
    void a_refusal_has_an_outcome(Reason reason, String step, int errno, Outcome outcome) {
        var refused = new WorkerException(reason, step, "", errno, "why");
        assertThat(StartFailurePolicy.outcome(refused)).isEqualTo(outcome);
        assertThat(StartFailurePolicy.wayOut(refused)).isNotEmpty();
    }

    @Test
    void a_forbidden_call_is_named_as_such() {
        assertThat(SignalName.of(31)).contains("SIGSYS").contains("sandbox");
    }
}
