// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which image of several runs here: one for Linux and this machine's processor.
 *
 * @param architecture the processor, as OCI names it
 */
record PlatformPolicy(String architecture) {
    private static final String WHAT = "index";

    String wanted() {
        return "linux/" + architecture;
    }

    /** The manifest in an index that fits; refuses with what there is when none does. */
    Descriptor choose(Place place, String image, JsonNode index) {
        List<String> there = new ArrayList<>();
        Optional<Descriptor> unnamed = Optional.empty();
        for (JsonNode node : index.path("manifests")) {
            JsonNode platform = node.path("platform");
            String os = Json.text(platform, "os", WHAT);
            String processor = Json.text(platform, "architecture", WHAT);
            if (os.equals("linux") && processor.equals(architecture)) {
                return Descriptor.of(node, WHAT);
            }
            boolean attestation = node.path("annotations").has("vnd.docker.reference.type");
            if (platform.isMissingNode() && !attestation) {
                unnamed = unnamed.or(() -> Optional.of(Descriptor.of(node, WHAT)));
            } else if (!attestation) {
                there.add(named(os, processor, Json.text(platform, "variant", WHAT)));
            }
        }
        // An index that says nothing of platforms: the configuration tells.
        return unnamed.orElseThrow(() -> refuse(place, image, there));
    }

    /** Refuses an image whose configuration says that it is for other machines. */
    void check(Place place, String image, JsonNode config) {
        String os = Json.text(config, "os", "image configuration");
        String processor = Json.text(config, "architecture", "image configuration");
        if ((!os.isEmpty() && !os.equals("linux")) || (!processor.isEmpty() && !processor.equals(architecture))) {
            throw refuse(
                    place, image, List.of(named(os, processor, Json.text(config, "variant", "image configuration"))));
        }
    }

    private RuntimeException refuse(Place place, String image, List<String> there) {
        return place.refuse(
                Fault.NO_PLATFORM,
                "image " + Printable.of(image) + " has nothing for " + wanted() + ", only for "
                        + (there.isEmpty() ? "nothing" : String.join(", ", there))
                        + ": build it for " + wanted() + ", or take another tag");
    }

    private static String named(String os, String processor, String variant) {
        String known = (os.isEmpty() ? "?" : os) + "/" + (processor.isEmpty() ? "?" : processor);
        return Printable.of(variant.isEmpty() ? known : known + "/" + variant);
    }
}
