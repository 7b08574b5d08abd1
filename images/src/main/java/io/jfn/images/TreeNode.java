// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

/**
 * What a tree has at one name.
 *
 * @param kind what it is
 * @param mode its permission bits as they will be on disk
 * @param size bytes of a file
 * @param content hex of a file's SHA-256, or a symbolic link's target; empty for a folder
 * @param layer number of the archive layer that wrote it, 0 for the lowest
 * @param implied whether it is a folder that no entry named, made because something is in it
 */
record TreeNode(Kind kind, int mode, long size, String content, int layer, boolean implied) {
    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    TreeNode inLayer(int newLayer) {
        return new TreeNode(kind, mode, size, content, newLayer, implied);
    }
}
