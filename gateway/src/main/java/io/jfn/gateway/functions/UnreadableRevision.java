// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;
import java.util.List;

/**
 * A revision whose row in the registry cannot be read. The row stays as it is; until the function is deployed again or
 * removed, a revision without content stands in its place.
 *
 * @param reason what is wrong with the row and what to do, fit to be shown
 */
record UnreadableRevision(Revision standIn, String reason) {
    private static final String NO_IMAGE = "sha256:" + "0".repeat(64);

    static UnreadableRevision of(TenantName tenant, FunctionName name, int number, String flaw) {
        // From JSON, where everything that a specification may have besides has its default.
        var spec = RevisionJson.spec("{\"name\":\"" + name + "\",\"image\":\"" + NO_IMAGE + "\"}");
        var image = new PreparedImage(List.of(), List.of(), List.of(), "/", 0);
        return new UnreadableRevision(
                new Revision(tenant, spec, number, image),
                "revision " + number + " of function " + name + " cannot start, its record in the registry is broken: "
                        + flaw + "; deploy it again, or remove it");
    }
}
