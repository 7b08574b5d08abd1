// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionSpec;
import io.jfn.api.InvalidInputException;
import java.util.Base64;

/** What a specification must have beyond its own rules to be deployed on a node. */
final class DeployPolicy {
    private DeployPolicy() {}

    static void check(FunctionSpec spec, long nodeMemoryBytes) {
        String who = "function '" + spec.name() + "': ";
        if (spec.limits().memoryBytes() > nodeMemoryBytes) {
            throw new InvalidInputException(
                    who + "memory limit " + spec.limits().memoryBytes()
                            + " bytes is more than the " + nodeMemoryBytes
                            + " that this node has for all instances: ask for less, or give the node more");
        }
        spec.secrets().forEach((name, content) -> {
            try {
                Base64.getDecoder().decode(content);
            } catch (IllegalArgumentException e) {
                // The exception would show a piece of the secret.
                throw new InvalidInputException(who + "the content of secret " + name + " is not base64");
            }
        });
    }
}
