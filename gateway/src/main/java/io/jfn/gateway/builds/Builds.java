// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import io.jfn.api.BuildRequest;
import io.jfn.api.BuiltImageView;
import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.InvalidInputException;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.RuntimeBases;
import io.jfn.gateway.images.OwnRegistry;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.Progress;
import io.jfn.images.build.BuildOrder;
import io.jfn.images.build.BuiltImage;
import io.jfn.images.build.ImageBuilds;
import io.jfn.images.build.OciArchive;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import org.jspecify.annotations.Nullable;

/** Makes images of functions' folders as the API asks for them, and gives them out as archives. */
public final class Builds {
    private final ImageBuilds builds;
    private final ContentStore contents;
    private final RuntimeBases bases;
    private final OwnRegistry own;

    public Builds(ImageBuilds builds, ContentStore contents, RuntimeBases bases, OwnRegistry own) {
        this.builds = builds;
        this.contents = contents;
        this.bases = bases;
        this.own = own;
    }

    /** Makes an image and keeps it under its name. */
    public BuiltImageView build(TenantName tenant, BuildRequest request, Progress progress) {
        NodeName name = name(request.image());
        FunctionSpec spec = request.function();
        FunctionRuntime runtime = spec.runtime();
        if (runtime == null) {
            throw new InvalidInputException("function '" + spec.name()
                    + "' is an image already: only a folder with a runtime can be built into one");
        }
        Digest base = bases.base(tenant, runtime, progress).orElse(null);
        StoredManifest packed = base == null
                ? null
                : new ContentImages(contents.of(tenant)).find(base).orElse(null);
        var order = new BuildOrder(spec, base, packed, name.repository(), name.tag(), request.epochSeconds());
        BuiltImage built = builds.build(tenant, order, progress);
        return new BuiltImageView(
                name.repository() + ":" + name.tag(),
                built.manifest().value(),
                built.config().value(),
                built.layers().stream().map(Digest::value).toList(),
                built.bytes());
    }

    /**
     * An image as an archive.
     *
     * @param image digest of its manifest or of its configuration
     * @param name the name that the archive gives it, null for none
     */
    public OciArchive archive(TenantName tenant, Digest image, @Nullable String name) {
        TenantContent content = contents.of(tenant);
        StoredManifest manifest = manifest(tenant, image);
        if (name == null || name.isEmpty()) {
            return new OciArchive(content, manifest, null, null);
        }
        NodeName full = name(name);
        return new OciArchive(content, manifest, full.full().place(), full.tag());
    }

    private NodeName name(String text) {
        return NodeName.of(text, own);
    }

    /** The manifest of an image that is kept packed. */
    private StoredManifest manifest(TenantName tenant, Digest image) {
        return new ContentImages(contents.of(tenant))
                .find(image)
                .orElseThrow(() -> new ImageException(
                        Fault.IMAGE_NOT_FOUND,
                        "image " + image + " is not in the node's registry: build, pull or push it; jfn images lists"
                                + " what there is"));
    }
}
