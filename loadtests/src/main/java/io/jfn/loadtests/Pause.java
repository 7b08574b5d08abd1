// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

/** Waiting, in a place of its own: a measurement waits on purpose. */
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }
}
