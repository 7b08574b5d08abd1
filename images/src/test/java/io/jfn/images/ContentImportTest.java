// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images out of the content store: the same images, by the same rules, and read no more than needed. */
class ContentImportTest extends StoreTest {
    private final MapContent content = new MapContent();

    private static TarBuilder base() {
        return new TarBuilder().folder("etc/").file("etc/old", "old").file("bin/server", "x", 0755);
    }

    private ImageView importContent(Digest manifest) {
        return store.importContent(TENANT, content, manifest, Progress.NONE);
    }

    private Digest add(ImageBuilder image) {
        return content.addAll(image);
    }

    @Test
    void an_image_is_the_same_from_content_and_from_an_archive() {
        var image = new ImageBuilder()
                .layer(base())
                .layer(TarBuilder.gzip(new TarBuilder().file("x", "x").bytes()))
                .layerType(ImageBuilder.OCI + "layer.v1.tar");
        Digest mixed = add(image);
        refused(Fault.MEDIA_TYPE, () -> importContent(mixed));
        var plain = new ImageBuilder().layer(base()).layer(new TarBuilder().file("x", "x"));
        ImageView fromArchive = importImage(plain.oci());
        assertThat(importContent(add(plain))).isEqualTo(fromArchive);
    }

    @Test
    void layers_that_are_unpacked_already_are_not_opened() throws IOException {
        ImageView first = importContent(add(new ImageBuilder().layer(base())));
        assertThat(content.opened).isNotEmpty();
        var second = new ImageBuilder().layer(base()).layer(new TarBuilder().file("new", "n"));
        Digest manifest = add(second);
        content.forget(base().bytes());
        List<Digest> needed = content.opened;
        needed.clear();
        ImageView both = importContent(manifest);
        assertThat(both.layers()).startsWith(first.layers().getFirst()).hasSize(2);
        assertThat(needed)
                .hasSize(4)
                .doesNotContain(MapContent.digest(base().bytes())); // manifest twice, config, layer
        needed.clear();
        assertThat(importContent(manifest)).isEqualTo(both);
        assertThat(needed).hasSize(3);
    }

    @Test
    void a_flat_image_that_is_here_is_not_read_again() throws IOException {
        Digest manifest = add(new ImageBuilder()
                .layer(base())
                .layer(new TarBuilder().file("more", "m"))
                .layer(new TarBuilder().file("etc/.wh.old", ""))
                .layer(new TarBuilder().file("last", "l")));
        ImageView flat = importContent(manifest);
        assertThat(flat.layers()).hasSize(1);
        var root = layer(flat, 0);
        assertThat(root.resolve("etc/old")).doesNotExist();
        assertThat(root.resolve("last")).hasContent("l");
        assertThat(root.resolve("more")).hasContent("m");
        content.opened.clear();
        assertThat(importContent(manifest)).isEqualTo(flat);
        assertThat(content.opened).hasSize(3);
    }

    @Test
    void a_layer_that_takes_away_is_known_to_do_so_when_it_is_used_above_another() throws IOException {
        var taking = new TarBuilder().file("etc/.wh.old", "").file("etc/new", "n");
        importContent(add(new ImageBuilder().layer(taking)));
        ImageView above = importContent(add(new ImageBuilder().layer(base()).layer(taking)));
        assertThat(above.layers()).hasSize(1);
        assertThat(layer(above, 0).resolve("etc/old")).doesNotExist();
        assertThat(layer(above, 0).resolve("etc/new")).hasContent("n");
    }

    @Test
    void a_layer_of_a_store_that_kept_less_is_read_once_more_and_then_known() throws IOException {
        Digest manifest = add(new ImageBuilder().layer(base()));
        ImageView image = importContent(manifest);
        Path record = tenant("meta").resolve(image.layers().getFirst().substring("sha256:".length()));
        Files.writeString(record, Files.readString(record).replaceAll(",\"takesAway\":[a-z]+", ""));
        content.opened.clear();
        assertThat(importContent(manifest)).isEqualTo(image);
        assertThat(content.opened).hasSize(4);
        content.opened.clear();
        importContent(manifest);
        assertThat(content.opened).hasSize(3);
    }

    @Test
    void the_same_layer_twice_is_read_once() throws IOException {
        var layer = new TarBuilder().file("a", "a");
        Digest manifest = add(new ImageBuilder().layer(layer).layer(base()).layer(layer));
        ImageView image = importContent(manifest);
        assertThat(image.layers()).hasSize(3);
        assertThat(content.opened.stream().filter(MapContent.digest(layer.bytes())::equals))
                .hasSize(1);
    }

    @Test
    void an_index_is_chosen_from_by_platform() {
        var image = new ImageBuilder().layer(base());
        Digest manifest = add(image);
        byte[] bytes = ImageBuilder.utf8(image.manifest());
        String good = ImageBuilder.descriptor(ImageBuilder.OCI + "manifest.v1+json", bytes)
                .replace("}", ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + Platform.architecture() + "\"}}");
        Digest index = content.add(ImageBuilder.utf8(ImageBuilder.index(
                good, good.replace(Platform.architecture(), "s390x").replace(manifest.hex(), "0".repeat(64)))));
        assertThat(importContent(index)).isEqualTo(importContent(manifest));
        Digest foreign = content.add(ImageBuilder.utf8(ImageBuilder.index(good.replace("linux", "windows"))));
        refused(Fault.NO_PLATFORM, () -> importContent(foreign));
    }

    @Test
    void what_is_missing_or_not_what_it_says_is_refused_and_nothing_is_kept() throws IOException {
        Digest nowhere = new Digest("sha256:" + "0".repeat(64));
        refused(Fault.BLOB_MISSING, () -> importContent(nowhere));
        Digest manifest = add(new ImageBuilder().layer(base()).layer(new TarBuilder().file("x", "x")));
        content.forget(new TarBuilder().file("x", "x").bytes());
        refused(Fault.BLOB_MISSING, () -> importContent(manifest));
        Digest wrongId = add(new ImageBuilder().layer(base()).diffIds("[\"" + nowhere + "\"]"));
        refused(Fault.DIFF_ID_MISMATCH, () -> importContent(wrongId));
        assertThat(Trees.list(tenant("layers"))).isEmpty();
        assertThat(store.list(TENANT)).isEmpty();
    }

    @Test
    void two_tenants_share_no_inode() throws IOException {
        Digest manifest = add(new ImageBuilder().layer(base()).layer(new TarBuilder().file("x", "x")));
        var other = new TenantName("other");
        ImageView mine = importContent(manifest);
        ImageView theirs = store.importContent(other, content, manifest, Progress.NONE);
        assertThat(theirs).isEqualTo(mine);
        var inodes = new ArrayList<Object>();
        for (TenantName tenant : List.of(TENANT, other)) {
            try (var all = Files.walk(folder.resolve("store").resolve(tenant.value()))) {
                for (var path : all.toList()) {
                    inodes.add(Files.getAttribute(path, "unix:ino"));
                }
            }
        }
        assertThat(inodes).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    }

    @Test
    void an_image_that_is_here_is_deployed_in_well_under_a_second() {
        var image = new ImageBuilder();
        for (int i = 0; i < 20; i++) {
            var layer = new TarBuilder();
            for (int file = 0; file < 40; file++) {
                layer.file("layer" + i + "/file" + file, "x".repeat(1000));
            }
            image.layer(layer);
        }
        Digest manifest = add(image);
        importContent(manifest);
        long start = System.nanoTime();
        importContent(manifest);
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
    }
}
