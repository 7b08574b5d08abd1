// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Printable;
import io.jfn.images.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where a registry may send us. A name is looked up here and, moments later, by the connection, out of the JVM's cache;
 * should its address change in between, TLS still wants a certificate of that name, and plain HTTP is spoken only with
 * hosts that the operator named or whose address stands in the name (ADR 0011).
 */
final class Addresses {
    private final RegistryConfig config;
    private final Lookup lookup;

    /** Finds the addresses of a host. */
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    Addresses(RegistryConfig config, Lookup lookup) {
        this.config = config;
        this.lookup = lookup;
    }

    /** Refuses a registry that stands where clouds keep a machine's secrets. */
    void mayAsk(Place place) throws UnknownHostException {
        if (kinds(place.host().base()).contains(AddressKind.LINK_LOCAL)) {
            throw place.refuse(
                    Fault.REGISTRY_REDIRECT,
                    "its address is link-local or a cloud's metadata service, where no registry is");
        }
    }

    /**
     * Refuses an address that the registry named, in a redirect or as where tokens are had.
     *
     * @param from the address that named it
     * @param to what it named
     */
    void mayLead(Place place, URI from, URI to) throws UnknownHostException {
        String shown = Printable.of(to.getScheme() + "://" + to.getAuthority());
        String scheme = String.valueOf(to.getScheme());
        if (to.getHost() == null || to.getUserInfo() != null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw refuse(place, shown, "which is no address of a web server");
        }
        if (scheme.equals("http")) {
            if (from.getScheme().equals("https")) {
                throw refuse(place, shown, "from TLS to plain HTTP: nothing is taken from there");
            }
            if (!Endpoint.mayBePlain(to.getAuthority(), config)) {
                throw refuse(place, shown, "which is plain HTTP: allow it for that host by name, or use https");
            }
        }
        if (place.host().owns(to)) {
            return;
        }
        Set<AddressKind> own = kinds(place.host().base());
        for (AddressKind kind : kinds(to)) {
            if (kind == AddressKind.LINK_LOCAL || (kind != AddressKind.PUBLIC && !own.contains(kind))) {
                throw refuse(
                        place, shown, "an address of the kind " + kind + ", which this registry has no business with");
            }
        }
    }

    private Set<AddressKind> kinds(URI uri) throws UnknownHostException {
        Set<AddressKind> kinds = EnumSet.noneOf(AddressKind.class);
        for (InetAddress address : lookup.of(uri.getHost())) {
            kinds.add(AddressKind.of(address));
        }
        return kinds;
    }

    private static RuntimeException refuse(Place place, String to, String reason) {
        return place.refuse(Fault.REGISTRY_REDIRECT, "it leads to " + to + ", " + reason);
    }
}
