// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.ImageException;
import io.jfn.images.Platform;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.Referrer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Speaks with registries for the tenants of a node: looks images up, pulls them into the content store, pushes them out
 * of it. Safe for many threads; calls block, and end by their deadlines; every method fails with an {@link
 * ImageException}.
 */
public final class RegistryClient implements AutoCloseable {
    private final RegistryConfig config;
    private final ContentStore store;
    private final Transport transport;
    private final Addresses.Lookup lookup;
    private final Wire wire;
    private final PlatformPolicy platform = new PlatformPolicy(Platform.architecture());

    /** A client that puts what it pulls into a store. */
    public RegistryClient(RegistryConfig config, ContentStore store) {
        this(config, store, new Transport(config), InetAddress::getAllByName);
    }

    RegistryClient(RegistryConfig config, ContentStore store, Transport transport, Addresses.Lookup lookup) {
        this.config = config;
        this.store = store;
        this.transport = transport;
        this.lookup = lookup;
        var addresses = new Addresses(config, lookup);
        this.wire = new Wire(config, transport, new Tokens(config.credentials(), transport, addresses), addresses);
    }

    /** The same client for someone with credentials of their own; shares connections with this one, and no token. */
    public RegistryClient with(Credentials credentials) {
        return new RegistryClient(config.withCredentials(credentials), store, transport, lookup);
    }

    /** What a name stands for now, on this machine's platform. */
    public Resolved resolve(ImageName name) {
        Operation operation = operation("look-up of ", name);
        return somewhere(name, operation, place -> {
            Pull.Chosen chosen = new Pull(wire, platform, operation).choose(place, name);
            RemoteManifest manifest = chosen.manifest();
            return new Resolved(name, manifest.digest(), chosen.index(), manifest.mediaType(), manifest.bytes().length);
        });
    }

    /** The manifest or index that a name stands for, as it is. */
    public RemoteManifest manifest(ImageName name) {
        Operation operation = operation("look-up of ", name);
        return somewhere(name, operation, place -> new ManifestFetch(wire, operation).need(place, name));
    }

    /** A small blob of a repository, whole and verified, past the content store. */
    public byte[] blob(ImageName repository, Descriptor blob, int most) {
        Operation operation = operation("look-up of ", repository);
        return somewhere(repository, operation, place -> {
            if (blob.size() > most) {
                throw place.refuse(
                        Fault.TOO_MANY_BYTES,
                        "blob " + blob.digest() + " has " + blob.size() + " bytes, more than " + most);
            }
            try (var download = new BlobDownload(wire, place, blob, operation, _ -> {})) {
                byte[] bytes = download.readAllBytes();
                MessageDigest sha256 = Hashes.sha256();
                sha256.update(bytes);
                if (!Hashes.digest(sha256).equals(blob.digest())) {
                    throw place.refuse(Fault.DIGEST_MISMATCH, "blob " + blob.digest() + " came with another digest");
                }
                return bytes;
            } catch (IOException e) {
                throw Refusals.broken(place, e, config.times());
            }
        });
    }

    /** Brings an image into a tenant's content, and gives its manifest's digest; what is there already is not fetched. */
    public Digest pull(TenantName tenant, ImageName name, Progress progress) {
        Operation operation = operation("pull of ", name);
        return somewhere(
                name,
                operation,
                place -> new Pull(wire, platform, operation).into(store.of(tenant), place, name, progress));
    }

    /** Sends an image out of a tenant's content, under the target's tag when it has one; mirrors are not pushed to. */
    public Digest push(TenantName tenant, Digest manifest, ImageName target, Progress progress) {
        Operation operation = operation("push of ", target);
        var place = new Place(Endpoint.of(target.registry(), config), target.repository());
        return new Push(wire, store.of(tenant), place, target, operation, progress).send(manifest);
    }

    /** What belongs to the manifest that a name stands for. */
    public List<Referrer> referrers(ImageName name) {
        Operation operation = operation("look-up of ", name);
        return somewhere(name, operation, place -> {
            Digest subject = name.digest() != null
                    ? name.digest()
                    : new ManifestFetch(wire, operation).need(place, name).digest();
            return new ReferrerLookup(wire, operation).of(place, subject);
        });
    }

    /** Asks a registry's mirrors in their order, then itself; when all fail, what it said itself is told. */
    private <T> T somewhere(ImageName name, Operation operation, Function<Place, T> ask) {
        List<ImageException> before = new ArrayList<>();
        List<Endpoint> hosts = Endpoint.forPull(name.registry(), config);
        for (Endpoint host : hosts.subList(0, hosts.size() - 1)) {
            operation.check();
            try {
                return ask.apply(new Place(host, name.repository()));
            } catch (ImageException e) {
                if (isOurs(e)) {
                    throw e;
                }
                before.add(e);
            }
        }
        try {
            return ask.apply(new Place(hosts.getLast(), name.repository()));
        } catch (ImageException e) {
            before.forEach(e::addSuppressed);
            throw e;
        }
    }

    /** What another host cannot mend. */
    private static boolean isOurs(ImageException e) {
        return e.code().startsWith("store_") || e.code().equals(Fault.READ_FAILED.toString());
    }

    private Operation operation(String what, ImageName name) {
        return new Operation(what + name, config.times().whole());
    }

    /** Ends all connections, those of clients with other credentials too. */
    @Override
    public void close() {
        transport.close();
    }
}
