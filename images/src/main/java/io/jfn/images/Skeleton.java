// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.Set;

/** What the sandbox itself provides: whatever an image says there is dropped, and jfn's own skeleton stands. */
final class Skeleton {
    private static final Set<String> WHOLE = Set.of("dev", "proc", "sys", "tmp", "run");
    private static final Set<String> FILES = Set.of("etc/resolv.conf", "etc/hosts", "etc/hostname");

    private Skeleton() {}

    /** Whether an entry of an image is left out. */
    static boolean drops(EntryName name, TarEntry.Kind kind) {
        String text = name.text();
        int slash = text.indexOf('/');
        String first = slash < 0 ? text : text.substring(0, slash);
        if (WHOLE.contains(first) || FILES.contains(text)) {
            return true;
        }
        return text.equals("etc") && kind != TarEntry.Kind.DIRECTORY;
    }
}
