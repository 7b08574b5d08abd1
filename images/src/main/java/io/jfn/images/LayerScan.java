// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import io.jfn.api.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a layer takes away from lower ones, found by reading it once before anything of it is written; the same reading
 * proves its digest and its limits.
 *
 * @param whiteouts names taken away
 * @param opaques folders emptied
 */
record LayerScan(List<EntryName> whiteouts, List<EntryName> opaques) {
    LayerScan {
        whiteouts = List.copyOf(whiteouts);
        opaques = List.copyOf(opaques);
    }

    static LayerScan of(ImageParts.LayerBlob layer, Digest diffId, UnpackBudget budget, int ratio) throws IOException {
        List<EntryName> whiteouts = new ArrayList<>();
        List<EntryName> opaques = new ArrayList<>();
        try (var stream = new LayerStream(layer, ratio)) {
            var tar = new TarReader(stream.plain(), budget);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                EntryName name = EntryName.parse(entry.name());
                budget.takeBytes(name.text(), entry.size());
                whiteout(entry, name, whiteouts, opaques);
            }
            Digest found = stream.digest();
            if (!found.equals(diffId)) {
                throw new ImageException(
                        Fault.DIFF_ID_MISMATCH,
                        "layer with the digest " + found + " stands where the configuration says " + diffId);
            }
        }
        return new LayerScan(whiteouts, opaques);
    }

    boolean takesAway() {
        return !whiteouts.isEmpty() || !opaques.isEmpty();
    }

    private static void whiteout(TarEntry entry, EntryName name, List<EntryName> whiteouts, List<EntryName> opaques) {
        for (EntryName folder : name.folders()) {
            if (folder.last().startsWith(TarUnpacker.WHITEOUT)) {
                throw ImageException.entry(Fault.WHITEOUT_NAME, name.text(), "is below a whiteout");
            }
        }
        String last = name.last();
        if (!last.startsWith(TarUnpacker.WHITEOUT)) {
            return;
        }
        if (entry.kind() != TarEntry.Kind.FILE) {
            throw ImageException.entry(Fault.WHITEOUT_TYPE, name.text(), "is a whiteout and no plain file");
        }
        String target = last.substring(TarUnpacker.WHITEOUT.length());
        if (last.equals(TarUnpacker.OPAQUE)) {
            if (!Skeleton.drops(name, entry.kind())) {
                opaques.add(name.parent());
            }
        } else if (target.isEmpty()
                || target.equals(".")
                || target.equals("..")
                || target.startsWith(TarUnpacker.WHITEOUT)) {
            throw ImageException.entry(Fault.WHITEOUT_NAME, name.text(), "is a whiteout of nothing that can be named");
        } else if (!Skeleton.drops(name.parent().child(target), TarEntry.Kind.DIRECTORY)) {
            whiteouts.add(name.parent().child(target));
        }
    }
}
