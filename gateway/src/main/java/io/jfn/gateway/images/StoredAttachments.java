// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.Digest;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import io.jfn.images.content.StoredManifest;
import io.jfn.images.content.TenantContent;
import io.jfn.images.policy.Attachments;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is attached to images of a repository in the content store, whether it was pushed there or came with a pull. */
record StoredAttachments(TenantContent content, String repository) implements Attachments {
    @Override
    public Optional<byte[]> manifest(String tagOrDigest) {
        return content.manifest(repository, tagOrDigest).map(StoredManifest::bytes);
    }

    @Override
    public List<Reference> referrers(Digest image) {
        return content.referrers(repository, image, null).stream()
                .map(one -> new Reference(one.digest(), one.artifactType()))
                .toList();
    }

    @Override
    public byte[] blob(Digest digest, long most) {
        try (var in = content.open(digest)) {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw new ImageException(Fault.TOO_MANY_BYTES, "blob " + digest + " has more than " + most + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new ImageException(Fault.READ_FAILED, "blob " + digest + " cannot be read: " + e.getMessage(), e);
        }
    }
}
