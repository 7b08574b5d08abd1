// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bad neighbour ends as its outcome says, within its limit, while a good one keeps answering. */
@EnabledIf(value = "io.jfn.tests.TestNode#canRunSandboxes", disabledReason = "not run: sandboxes need root")
@Timeout(300)
class BadNeighboursAcceptanceTest {
    @TempDir
    static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(folder);
        node.deploy("native-c");
    }

    @AfterAll
    static void stop() {
        node.endWithoutATrace();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            memory-hog      | out_of_memory  | 502 | memory
            fork-bomb       | timed_out      | 504 | pids
            endless-loop    | timed_out      | 504 | cpu
            disk-filler     | function_error | 502 | No space left
            never-listens   | start_failed   | 502 | listen
            exits-at-once   | start_failed   | 502 | exit
            crashes-in-call | crashed        | 502 | signal
            log-flooder     | completed      | 200 | dropped
            """)
    void ends_as_its_outcome_says(String neighbour, String outcome, int status, String word) {
        node.deploy("bad-neighbours/" + neighbour);
        String name = "bad-" + neighbour;
        var bad = CompletableFuture.supplyAsync(() -> node.call(name, "/"));
        int answered = 0;
        do {
            assertThat(node.call("native-c", "/?name=neighbour").body()).contains("hello, neighbour");
            answered++;
        } while (!bad.isDone());
        var reply = bad.join();
        assertThat(TestNode.outcome(reply)).as(reply.body()).isEqualTo(outcome);
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(answered).isPositive();
        assertThat(reply.body() + node.jfn("logs", name).ok().out())
                .as("what the caller and the log are told")
                .containsIgnoringCase(word);
    }
}
