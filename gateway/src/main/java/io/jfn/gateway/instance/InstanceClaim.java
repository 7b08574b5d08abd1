// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Contract;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Outcome;
import io.jfn.api.ResourceLimits;
import io.jfn.api.worker.ClaimRequest;
import io.jfn.api.worker.ProtocolException;
import io.jfn.gateway.functions.Revision;
import io.jfn.scheduler.StartFailedException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** What the worker is asked for when an instance of a revision starts. */
final class InstanceClaim {
    private InstanceClaim() {}

    /** Fails with {@link StartFailedException} when the revision cannot be claimed at all. */
    static ClaimRequest of(Revision revision, String instanceId, ResourceLimits limits) {
        var image = revision.image();
        try {
            return new ClaimRequest(
                    revision.tenant(),
                    revision.name(),
                    revision.number(),
                    image.layers(),
                    image.argv(),
                    InstanceEnvironment.of(revision, instanceId, limits).lines(),
                    image.workdir(),
                    limits,
                    revision.spec().contract() == Contract.LAMBDA ? InstanceEnvironment.RUNTIME_API_PORT : 0,
                    // Of the revision, not of the instance: so a sandbox can be bound before there is an instance.
                    "fn-"
                            + HexFormat.of()
                                    .toHexDigits(Objects.hash(revision.tenant(), revision.name(), revision.number())),
                    secrets(revision.spec().secrets()));
        } catch (ProtocolException | InvalidInputException e) {
            throw new StartFailedException(
                    Outcome.START_FAILED,
                    "the revision cannot run: " + e.getMessage() + ": correct it and deploy again");
        }
    }

    private static Map<String, byte[]> secrets(Map<String, String> encoded) {
        var secrets = new HashMap<String, byte[]>();
        encoded.forEach((name, content) -> {
            try {
                secrets.put(name, Base64.getDecoder().decode(content));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("secret '" + name + "' is not base64");
            }
        });
        return secrets;
    }
}
