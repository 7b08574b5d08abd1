// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.util.function.Supplier;

/** One system of a comparison, able to take one sample. */
interface Side {
    /** Short name, the key of its samples in the JSON file. */
    String name();

    /** Takes one sample now. Throws {@link BenchmarkException} when the system did not do what is measured. */
    Sample sample();

    /** A side of a name that takes its samples so. */
    static Side of(String name, Supplier<Sample> sampler) {
        return new Side() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Sample sample() {
                return sampler.get();
            }
        };
    }

    /**
     * One measured start or call.
     *
     * @param nanos client's clock, from just before the request's first byte to the answer's first byte
     * @param detail what the system itself said about it, for example its {@code Server-Timing}
     */
    record Sample(double nanos, String detail) {}
}
