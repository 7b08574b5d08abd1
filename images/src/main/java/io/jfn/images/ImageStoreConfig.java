// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * How an {@link ImageStore} works.
 *
 * @param limits how much one archive may unpack to
 * @param python3 where a Python interpreter may stand, the preferred place first
 * @param node where a Node.js interpreter may stand, the preferred place first
 * @param javaHome the JDK from which the Java base image is linked
 * @param graceMillis how long what nobody refers to is kept, counted from its last use
 * @param clock the wall clock that the grace is counted by
 * @param quota how much the store may hold
 */
public record ImageStoreConfig(
        UnpackLimits limits,
        List<Path> python3,
        List<Path> node,
        Path javaHome,
        long graceMillis,
        InstantSource clock,
        StoreQuota quota) {
    public static final long DEFAULT_GRACE_MILLIS = 3_600_000;

    public ImageStoreConfig {
        python3 = List.copyOf(python3);
        node = List.copyOf(node);
    }

    /** With the default quota. */
    public ImageStoreConfig(
            UnpackLimits limits,
            List<Path> python3,
            List<Path> node,
            Path javaHome,
            long graceMillis,
            InstantSource clock) {
        this(limits, python3, node, javaHome, graceMillis, clock, StoreQuota.DEFAULT);
    }

    /** The usual places of interpreters, the running JDK, the default limits. */
    public static ImageStoreConfig ofThisMachine() {
        return new ImageStoreConfig(
                UnpackLimits.DEFAULT,
                List.of(Path.of("/usr/bin/python3"), Path.of("/usr/local/bin/python3")),
                List.of(Path.of("/usr/bin/node"), Path.of("/usr/bin/nodejs"), Path.of("/usr/local/bin/node")),
                Path.of(System.getProperty("java.home")),
                DEFAULT_GRACE_MILLIS,
                InstantSource.system());
    }

    /** These settings with another grace, in milliseconds. */
    public ImageStoreConfig withGraceMillis(long millis) {
        return new ImageStoreConfig(limits, python3, node, javaHome, millis, clock, quota);
    }

    /** These settings with other limits. */
    public ImageStoreConfig withLimits(UnpackLimits other) {
        return new ImageStoreConfig(other, python3, node, javaHome, graceMillis, clock, quota);
    }

    /** These settings with another quota. */
    public ImageStoreConfig withQuota(StoreQuota other) {
        return new ImageStoreConfig(limits, python3, node, javaHome, graceMillis, clock, other);
    }
}
