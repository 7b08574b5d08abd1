// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/** This machine in OCI's words. */
public final class Platform {
    private Platform() {}

    /** {@code amd64} or {@code arm64}, as Go names processors. */
    public static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
