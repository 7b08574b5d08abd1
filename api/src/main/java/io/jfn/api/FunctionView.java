// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import org.jspecify.annotations.Nullable;

/**
 * A function as the API shows it.
 *
 * @param name the function's name
 * @param revision number of the revision that takes calls
 * @param problem why that revision cannot start, as far as is known without a call; absent when it can
 * @param spec what that revision was deployed with, contents of secrets left out
 * @param imageBytes size of the revision's layers on disk
 * @param path where to call it, below the gateway's address
 * @param createdAtMillis wall clock of the function's first deploy
 * @param deployedAtMillis wall clock of this revision's deploy
 * @param instances how many instances exist now
 * @param origin where the revision's image came from; absent when it was not deployed by an image's name
 */
public record FunctionView(
        String name,
        int revision,
        @Nullable String problem,
        FunctionSpec spec,
        long imageBytes,
        String path,
        long createdAtMillis,
        long deployedAtMillis,
        int instances,
        @Nullable ImageOrigin origin) {}
