// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunningInvocationsTest {
    private final RunningInvocations invocations = new RunningInvocations();

    @Test
    void the_only_one_since_the_pipes_were_empty_owns_what_is_read_even_after_its_end() {
        assertThat(invocations.owner()).isNull();
        invocations.begin("a");
        assertThat(invocations.owner()).isEqualTo("a");
        invocations.end("a");
        assertThat(invocations.owner()).isEqualTo("a");
        readAll();
        assertThat(invocations.owner()).isNull();
    }

    @Test
    void two_in_a_row_own_nothing_until_the_pipes_were_empty_between_them() {
        invocations.begin("a");
        invocations.end("a");
        invocations.begin("b");
        assertThat(invocations.owner()).isNull();
        readAll();
        assertThat(invocations.owner()).isEqualTo("b");
    }

    @Test
    void two_at_once_own_nothing_until_one_is_left() {
        invocations.begin("a");
        invocations.begin("b");
        readAll();
        assertThat(invocations.owner()).isNull();
        invocations.end("a");
        readAll();
        assertThat(invocations.owner()).isEqualTo("b");
    }

    /** The pipes were empty at some time after the reading began, but nobody knows whether before or after what happened then. */
    @Test
    void what_happens_during_a_reading_counts() {
        invocations.begin("a");
        invocations.pipesAreRead();
        invocations.end("a");
        invocations.begin("b");
        invocations.pipesWereEmpty();
        assertThat(invocations.owner()).isNull();
        readAll();
        assertThat(invocations.owner()).isEqualTo("b");
    }

    @Test
    void a_reading_that_did_not_empty_the_pipes_changes_nothing() {
        invocations.begin("a");
        invocations.pipesAreRead();
        invocations.end("a");
        invocations.pipesAreRead();
        assertThat(invocations.owner()).isEqualTo("a");
    }

    private void readAll() {
        invocations.pipesAreRead();
        invocations.pipesWereEmpty();
    }
}
