// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

/** One system of a comparison, able to take one sample. */
interface Side {
    /** Short name, the key of its samples in the JSON file. */
    String name();

    /** Takes one sample now. Throws {@link BenchmarkException} when the system did not do what is measured. */
    Sample sample();

    /**
     * One measured start or call.
     *
     * @param nanos client's clock, from just before the request's first byte to the answer's first byte
     * @param detail what the system itself said about it, for example its {@code Server-Timing}
     */
    record Sample(double nanos, String detail) {}
}
