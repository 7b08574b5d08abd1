// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

/** Hears how far a deploy is. */
@FunctionalInterface
interface DeployProgress {
    DeployProgress SILENT = (step, done, total) -> {};

    /**
     * Something went on.
     *
     * @param step what is being done, the same text for as long as it is the same step
     * @param done units done of this step
     * @param total units in all, 0 when not known
     */
    void step(String step, long done, long total);
}
