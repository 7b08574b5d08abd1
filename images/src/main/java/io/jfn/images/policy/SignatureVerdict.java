// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.policy;

import io.jfn.api.Digest;

/** What the signatures of an image amount to. */
sealed interface SignatureVerdict {
    /** A trusted key signed this very image. */
    record Signed(String key) implements SignatureVerdict {}

    /** There is no signature. */
    record Unsigned() implements SignatureVerdict {}

    /** No trusted key made any of its signatures. */
    record UntrustedKey() implements SignatureVerdict {}

    /** A trusted key signed, but another image: the signature was copied to this one. */
    record OtherImage(String key, Digest signed) implements SignatureVerdict {}

    /** A trusted key signed it that counts no more. */
    record Expired(String key) implements SignatureVerdict {}
}
