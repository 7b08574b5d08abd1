// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import io.jfn.api.LogLine;
import java.util.List;
import java.util.function.Consumer;

/** Where the kept lines of functions are read. */
public interface LogSource {
    /** The newest lines that the query asks for, oldest first. */
    List<LogLine> tail(String function, LogQuery query);

    /**
     * Hands the lines of {@link #tail} and then every new one that the query asks for to the reader, one at a time on a thread
     * of its own, until closed. A slow reader loses lines and is told how many.
     */
    AutoCloseable follow(String function, LogQuery query, Consumer<LogLine> reader);
}
