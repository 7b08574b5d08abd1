// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.util.List;

/** Which processors the load generator and the systems under test have. */
enum Sharing {
    /** The generator on processor 0; proxy or platform and the function together on the others. */
    PINNED("pinned", "0", "1-" + Math.max(1, Runtime.getRuntime().availableProcessors() - 1)),
    /** Everything on every processor. */
    SHARED("shared", all(), all());

    private final String word;
    private final String generator;
    private final String systems;

    Sharing(String word, String generator, String systems) {
        this.word = word;
        this.generator = generator;
        this.systems = systems;
    }

    String word() {
        return word;
    }

    String generator() {
        return generator;
    }

    String explanation() {
        return "pins, " + word + ": load generator on processors " + generator + ", systems under test on " + systems;
    }

    /** Moves every thread of the running processes. */
    void apply(long generatorPid, List<ProcessHandle> running) {
        Command.of("taskset", "-a", "-c", "-p", generator, String.valueOf(generatorPid));
        running.forEach(process -> Command.of("taskset", "-a", "-c", "-p", systems, String.valueOf(process.pid())));
    }

    private static String all() {
        return "0-" + (Runtime.getRuntime().availableProcessors() - 1);
    }
}
