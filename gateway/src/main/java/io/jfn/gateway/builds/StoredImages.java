// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.ImageView;
import io.jfn.api.StoredImageView;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.DeployedFunction;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.runtimes.Runtimes;
import io.jfn.images.ImageStore;
import io.jfn.images.content.ContentStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All images that a node has, unpacked or packed, with who uses them. */
public final class StoredImages {
    private final ImageStore images;
    private final ContentStore contents;
    private final FunctionRegistry registry;
    private final Runtimes runtimes;

    public StoredImages(ImageStore images, ContentStore contents, FunctionRegistry registry, Runtimes runtimes) {
        this.images = images;
        this.contents = contents;
        this.registry = registry;
        this.runtimes = runtimes;
    }

    /** A tenant's images, those with a name first, in the order of their names. */
    public List<StoredImageView> list(TenantName tenant) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (ImageView view : images.list(tenant)) {
            drafts.put(view.image(), new Draft(view));
        }
        for (ContentImages.Kept kept : new ContentImages(contents.of(tenant)).list()) {
            drafts.computeIfAbsent(kept.config().value(), _ -> new Draft(null)).add(kept);
        }
        uses(tenant, drafts);
        List<StoredImageView> all = new ArrayList<>();
        drafts.forEach((image, draft) -> all.add(draft.view(image)));
        all.sort((one, other) -> key(one).compareTo(key(other)));
        return all;
    }

    private void uses(TenantName tenant, Map<String, Draft> drafts) {
        for (DeployedFunction function : registry.functions()) {
            if (function.tenant().equals(tenant)) {
                function.revisions()
                        .forEach(one -> use(
                                drafts,
                                one.revision().spec().image(),
                                function.name().value()));
            }
        }
        for (FunctionRuntime runtime : FunctionRuntime.values()) {
            runtimes.image(tenant, runtime)
                    .map(Digest::value)
                    .ifPresent(image -> use(drafts, image, "runtime " + runtime));
        }
    }

    private static void use(Map<String, Draft> drafts, @Nullable String image, String by) {
        Draft draft = image == null ? null : drafts.get(image);
        if (draft != null) {
            draft.usedBy.add(by);
        }
    }

    private static String key(StoredImageView view) {
        return view.names().isEmpty() ? "~" + view.image() : view.names().getFirst();
    }

    private static final class Draft {
        final @Nullable ImageView unpacked;
        final TreeSet<String> names = new TreeSet<>();
        final TreeSet<String> usedBy = new TreeSet<>();
        ContentImages.@Nullable Kept packed;

        Draft(@Nullable ImageView unpacked) {
            this.unpacked = unpacked;
        }

        void add(ContentImages.Kept kept) {
            packed = kept;
            kept.tags().forEach(tag -> names.add(kept.repository() + ":" + tag));
        }

        StoredImageView view(String image) {
            return new StoredImageView(
                    image,
                    packed == null ? null : packed.manifest().digest().value(),
                    List.copyOf(names),
                    packed != null
                            ? packed.layers()
                            : unpacked == null ? 0 : unpacked.layers().size(),
                    unpacked != null ? unpacked.bytes() : packed == null ? 0 : packed.bytes(),
                    unpacked != null,
                    List.copyOf(usedBy),
                    unpacked == null ? List.of() : unpacked.entrypoint(),
                    unpacked == null ? List.of() : unpacked.command());
        }
    }
}
