// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.api.Digest;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * S9, S10: the image's layers under jfn's own, as an overlay whose changes go to the scratch. Layers are opened by descriptor,
 * crossing no link; mount points inside the image too.
 */
final class Image {
    private static final int ATTRIBUTES = Flags.MOUNT_NOSUID | Flags.MOUNT_NODEV;

    private Image() {}

    static void mount(Launch launch) {
        Syscalls kernel = launch.kernel();
        var layers = new ArrayList<Integer>();
        try {
            openLayers(launch, layers);
            // Paths that say nothing about the host: a sandbox can read them in its mountinfo.
            var paths = layers.reversed().stream()
                    .map(layer -> "/proc/self/fd/" + layer)
                    .toList();
            kernel.changeDirectory(launch.scratch);
            if (launch.node.listsLayers()) {
                mountDetached(launch, paths);
            } else {
                mountAtOnce(launch, paths);
            }
        } finally {
            layers.forEach(kernel::close);
        }
    }

    /** The image's, lowest first, and the skeleton over them. */
    private static void openLayers(Launch launch, List<Integer> layers) {
        Syscalls kernel = launch.kernel();
        int store = kernel.open(Flags.AT_FDCWD, launch.store(), Flags.O_PATH | Flags.O_DIRECTORY, 0);
        try {
            for (Digest digest : launch.binding().layers()) {
                layers.add(openLayer(launch, store, digest));
            }
        } finally {
            kernel.close(store);
        }
        launch.layerInodes = layers.stream().mapToLong(kernel::inode).toArray();
        layers.add(kernel.open(Flags.AT_FDCWD, launch.node.skeleton(), Flags.O_PATH | Flags.O_DIRECTORY, 0));
    }

    private static int openLayer(Launch launch, int store, Digest digest) {
        String path = launch.binding().tenant().value() + "/layers/" + digest.hex();
        return launch.kernel().openInside(store, path, Flags.O_PATH | Flags.O_DIRECTORY);
    }

    /**
     * Whether the store still has the layers that are mounted: a layer that was removed and came again is another folder under
     * the same name, and the mount shows the removed one. The mount keeps its inodes, so no other folder has their numbers.
     */
    static boolean isCurrent(Launch launch) {
        Syscalls kernel = launch.kernel();
        int store = kernel.open(Flags.AT_FDCWD, launch.store(), Flags.O_PATH | Flags.O_DIRECTORY, 0);
        try {
            List<Digest> layers = launch.binding().layers();
            for (int i = 0; i < layers.size(); i++) {
                int layer = openLayer(launch, store, layers.get(i));
                try {
                    if (kernel.inode(layer) != launch.layerInodes[i]) {
                        return false;
                    }
                } finally {
                    kernel.close(layer);
                }
            }
            return true;
        } catch (SyscallException e) {
            return false; // the claim finds out why, and says it
        } finally {
            kernel.close(store);
        }
    }

    private static void mountDetached(Launch launch, List<String> layers) {
        Syscalls kernel = launch.kernel();
        int overlay = kernel.openFileSystem("overlay");
        try {
            layers.forEach(layer -> kernel.configure(overlay, "lowerdir+", layer));
            kernel.configure(overlay, "upperdir", "upper");
            kernel.configure(overlay, "workdir", "work");
            launch.root = launch.descriptors.keep(kernel.mountDetached(overlay, ATTRIBUTES));
        } finally {
            kernel.close(overlay);
        }
        kernel.moveMount(launch.root, launch.scratch, "root");
    }

    /** Before Linux 6.7 all layers are one option, and the new mount calls take only 256 characters. */
    private static void mountAtOnce(Launch launch, List<String> layers) {
        String options = "lowerdir=" + String.join(":", layers) + ",upperdir=upper,workdir=work";
        launch.kernel().mount("overlay", "root", "overlay", ATTRIBUTES, options);
        launch.root = launch.descriptors.keep(
                launch.kernel().open(launch.scratch, "root", Flags.O_PATH | Flags.O_DIRECTORY, 0));
    }

    static void attachPrepared(Launch launch) {
        Syscalls kernel = launch.kernel();
        for (String name : new String[] {"dev", "proc"}) {
            int prepared = kernel.open(launch.scratch, name, Flags.O_PATH | Flags.O_DIRECTORY, 0);
            try {
                attach(launch, prepared, name);
            } finally {
                kernel.close(prepared);
            }
        }
    }

    /** Attaches a mount at a folder of the image's root. */
    static void attach(Launch launch, int mount, String name) {
        Syscalls kernel = launch.kernel();
        int place = kernel.openInside(launch.root, name, Flags.O_PATH | Flags.O_DIRECTORY);
        try {
            kernel.moveMount(mount, place, "");
        } finally {
            kernel.close(place);
        }
    }
}
