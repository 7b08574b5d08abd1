// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import java.io.IOException;
import java.io.InputStream;

/**
 * A blob that is here.
 *
 * @param digest the digest of its bytes
 * @param size its bytes
 * @param opening opens it; the caller closes it
 */
record Blob(Digest digest, long size, Opening opening) {
    interface Opening {
        InputStream open() throws IOException;
    }

    /** Its JSON; {@code what} names it in errors. */
    JsonNode json(String what, int mostBytes) throws IOException {
        if (size > mostBytes) {
            throw new ImageException(Fault.JSON_TOO_LARGE, what + " has " + size + " bytes, more than " + mostBytes);
        }
        var sha256 = Hashes.sha256();
        byte[] bytes;
        try (InputStream in = opening.open()) {
            bytes = in.readNBytes(mostBytes + 1);
        }
        sha256.update(bytes);
        if (!Hashes.digest(sha256).equals(digest)) {
            throw new ImageException(Fault.DIGEST_MISMATCH, what + " has not the digest " + digest + " any more");
        }
        return Json.read(bytes, what);
    }
}
