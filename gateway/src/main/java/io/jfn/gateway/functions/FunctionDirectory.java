// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import org.jspecify.annotations.Nullable;

/** Finds the revision that takes a function's calls; called on event loops, so it answers from memory. */
@FunctionalInterface
public interface FunctionDirectory {
    /** The revision that takes calls now; null where no such function is deployed, whatever the name looks like. */
    @Nullable
    Revision find(String name);
}
