// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Path;

/** The base image {@code native}: the C and C++ run-time libraries, so that ordinary binaries of the machine start. */
final class NativeBase implements BaseRecipe {
    private static final String[] LIBRARIES = {
        "libc.so.6",
        "libm.so.6",
        "libpthread.so.0",
        "libdl.so.2",
        "librt.so.1",
        "libresolv.so.2",
        "libgcc_s.so.1",
        "libstdc++.so.6",
        "libz.so.1",
    };

    @Override
    public String key() throws IOException {
        return "native/1 " + Machine.libcStamp();
    }

    @Override
    public void build(TreeWriter tree, Path work, String step, Progress progress) throws IOException {
        var plan = new CopyPlan();
        var libraries = new SharedLibraries(plan, Path.of("/nonexistent"));
        for (String library : LIBRARIES) {
            libraries.addIfPresent(library);
        }
        plan.writeTo(tree, step, progress);
    }
}
