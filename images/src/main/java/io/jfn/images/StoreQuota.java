// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/**
 * How much an {@link ImageStore} may hold; what would be more is refused before it is written. A file counts with its
 * bytes and, like a folder and a link, with one block.
 *
 * @param tenantBytes what the unpacked layers of one tenant may take
 * @param nodeBytes what those of all tenants may take together
 * @param reserveBytes what must stay free on the disk
 */
public record StoreQuota(long tenantBytes, long nodeBytes, long reserveBytes) {
    public static final StoreQuota DEFAULT = new StoreQuota(32L << 30, Long.MAX_VALUE, 256L << 20);

    public StoreQuota {
        if (tenantBytes < 0 || nodeBytes < 0 || reserveBytes < 0) {
            throw new IllegalArgumentException("a quota of the image store must not be negative");
        }
    }
}
