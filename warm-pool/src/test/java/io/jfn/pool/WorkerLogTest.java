// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class WorkerLogTest {
    @Test
    void an_event_is_one_line_without_what_an_exception_says() {
        var event = new LogRecord(Level.WARNING, "two\nlines\u001b[1m");
        event.setThrown(new IllegalStateException("a tenant's words\n"));
        assertThat(new WorkerLog.OneLine().format(event))
                .endsWith("]\n")
                .contains("WARNING two?lines?[1m [java.lang.IllegalStateException at io.jfn.pool.WorkerLogTest")
                .doesNotContain("tenant's")
                .containsOnlyOnce("\n");
    }
}
