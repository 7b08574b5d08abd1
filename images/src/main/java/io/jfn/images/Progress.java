// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** Hears how far a long step has come; called on the thread that does the step, so it must be quick. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (_, _, _) -> {};

    /**
     * A step has come further.
     *
     * @param step what is being done, for example {@code base image python3}
     * @param done bytes done, or layers where the step says so
     * @param total as many in all, 0 when not known
     */
    void step(String step, long done, long total);
}
