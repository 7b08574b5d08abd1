// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * A revision as the API shows it.
 *
 * @param function the function
 * @param revision 1 or more, raised by each deploy, also after a removal
 * @param current whether it is the one that takes calls
 * @param spec what it was deployed with, contents of secrets left out
 * @param imageBytes size of its layers on disk
 * @param deployedAtMillis wall clock of its deploy
 * @param origin where its image came from; absent when it was not deployed by an image's name
 */
public record RevisionView(
        String function,
        int revision,
        boolean current,
        FunctionSpec spec,
        long imageBytes,
        long deployedAtMillis,
        @Nullable ImageOrigin origin) {}
