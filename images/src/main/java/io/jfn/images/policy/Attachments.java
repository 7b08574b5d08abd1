// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;
import java.util.List;
import java.util.Optional;

/** What is attached to the images of one repository, by tags made of their digests or as OCI referrers; calls block. */
public interface Attachments {
    /** A manifest of the repository, by a tag or a digest; empty when there is none. */
    Optional<byte[]> manifest(String tagOrDigest);

    /** Manifests that say they are about an image; none where the registry does not know. */
    List<Reference> referrers(Digest image);

    /** The content of a digest, which must not be longer; fails when it is not there. */
    byte[] blob(Digest digest, long most);

    /** A manifest that is about an image, and what kind of thing it says it is. */
    record Reference(Digest manifest, String artifactType) {}
}
