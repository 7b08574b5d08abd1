// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import java.nio.file.Path;
import java.util.List;

/** Which devices may be opened: null, zero, full, random, urandom. Set once on the node's group; sandboxes inherit it. */
final class DevicesV1 implements Controller {
    private static final List<String> ALLOWED = List.of("c 1:3", "c 1:5", "c 1:7", "c 1:8", "c 1:9");

    @Override
    public String name() {
        return "devices";
    }

    @Override
    public void prepare(ControlFiles files, Path parent) {
        // The kernel refuses this once there are groups inside; then an earlier worker has done it.
        if (files.read(parent.resolve("devices.list")).startsWith("a ")) {
            files.write(parent.resolve("devices.deny"), "a");
        }
        for (String device : ALLOWED) {
            files.write(parent.resolve("devices.allow"), device + " rwm");
        }
    }
}
