// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.TenantName;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.registry.RegistryConfig;
import java.util.Map;

/**
 * What the operator says about registries.
 *
 * @param client how they are reached, and with which credentials of the node's own
 * @param tenants the rules of the tenants that have any
 */
public record RegistrySettings(RegistryConfig client, Map<TenantName, ImageRules> tenants) {
    public RegistrySettings {
        tenants = Map.copyOf(tenants);
    }

    /** The rules of a tenant; of one without any, none. */
    ImageRules rules(TenantName tenant) {
        return tenants.getOrDefault(tenant, ImageRules.OPEN);
    }
}
