// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How a {@link ContentStore} works.
 *
 * @param quotaBytes the most bytes that one tenant's content may have, unfinished uploads included
 * @param freeBytes what must stay free on the disk whatever the quota says
 * @param grace how long what nobody refers to is kept, counted from its last use
 * @param clock the wall clock that the grace is counted by
 */
public record ContentConfig(long quotaBytes, long freeBytes, Duration grace, InstantSource clock) {
    /** 20 GiB for a tenant, 256 MiB of the disk left free, an hour of grace. */
    public static final ContentConfig DEFAULT =
            new ContentConfig(20L << 30, 256L << 20, Duration.ofHours(1), InstantSource.system());

    public ContentConfig {
        if (quotaBytes < 0 || freeBytes < 0 || grace.isNegative()) {
            throw new IllegalArgumentException("quota, free bytes and grace of a content store are not negative");
        }
    }

    /** These settings with another quota. */
    public ContentConfig withQuotaBytes(long bytes) {
        return new ContentConfig(bytes, freeBytes, grace, clock);
    }

    /** These settings with another grace. */
    public ContentConfig withGrace(Duration other) {
        return new ContentConfig(quotaBytes, freeBytes, other, clock);
    }
}
