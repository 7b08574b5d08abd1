// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jfn.api.FunctionName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovedFunctionsTest {
    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    Path folder;

    private final List<String> forgotten = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private FunctionRegistry registry;
    private RemovedFunctions removed;

    @BeforeEach
    void open() {
        registry = new FunctionRegistry(folder.resolve("jfn.db"));
        removed = new RemovedFunctions(
                registry,
                later::add,
                List.of(name -> forgotten.add("logs of " + name), name -> forgotten.add("meters of " + name)));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private void vanished() {
        removed.vanished(HELLO);
        assertThat(forgotten)
                .as("nothing that can wait is done where the scheduler tells")
                .isEmpty();
        later.forEach(Runnable::run);
    }

    @Test
    void what_is_kept_of_a_function_that_vanished_is_forgotten() {
        registry.commit(Revisions.revision("hello", 1), 1);
        registry.remove(HELLO);
        vanished();
        assertThat(forgotten).containsExactly("logs of hello", "meters of hello");
    }

    @Test
    void a_function_that_was_deployed_again_keeps_what_it_has() {
        registry.commit(Revisions.revision("hello", 1), 1);
        registry.remove(HELLO);
        registry.commit(Revisions.revision("hello", 2), 2);
        vanished();
        assertThat(forgotten).isEmpty();
    }

    @Test
    void a_gateway_that_stops_has_nothing_to_forget() {
        registry.close();
        assertThatCode(this::vanished).doesNotThrowAnyException();
        assertThat(forgotten).isEmpty();
    }
}
