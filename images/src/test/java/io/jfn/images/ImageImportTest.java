// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ImageView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageImportTest extends StoreTest {
    private static TarBuilder base() {
        return new TarBuilder()
                .folder("bin/")
                .file("bin/sh", "#!/bin/sh", 0755)
                .folder("etc/")
                .file("etc/old", "old")
                .file("etc/passwd", "root");
    }

    @Test
    void an_old_docker_archive_keeps_its_layers_apart() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(base())
                .layer(new TarBuilder().file("app/run", "x", 0755))
                .config("\"Entrypoint\":[\"/app/run\"],\"Cmd\":[\"a\",\"b c\"],\"Env\":[\"A=1\",\"B=x=y\"],"
                        + "\"WorkingDir\":\"/app\",\"User\":\"0:0\",\"Volumes\":{\"/\":{}}")
                .oldDocker());
        assertThat(image.layers()).hasSize(2);
        assertThat(image.entrypoint()).containsExactly("/app/run");
        assertThat(image.command()).containsExactly("a", "b c");
        assertThat(image.env()).isEqualTo(Map.of("A", "1", "B", "x=y"));
        assertThat(image.workdir()).isEqualTo("/app");
        assertThat(layer(image, 0).resolve("etc/old")).hasContent("old");
        assertThat(layer(image, 1).resolve("app/run")).hasContent("x");
        assertThat(store.list(TENANT)).containsExactly(image);
    }

    @Test
    void the_same_image_in_every_form_has_the_same_digest() {
        var image = new ImageBuilder().layer(base());
        ImageView first = importImage(image.oldDocker());
        assertThat(importImage(image.newDocker())).isEqualTo(first);
        assertThat(importImage(image.oci())).isEqualTo(first);
        assertThat(store.list(TENANT)).hasSize(1);
    }

    @Test
    void gzip_layers_and_a_gzip_archive_are_taken() throws IOException {
        byte[] archive = new ImageBuilder()
                .layer(TarBuilder.gzip(base().bytes()))
                .layerType(ImageBuilder.OCI + "layer.v1.tar+gzip")
                .oci()
                .readAllBytes();
        ImageView image = importImage(new ByteArrayInputStream(TarBuilder.gzip(archive)));
        assertThat(layer(image, 0).resolve("bin/sh")).exists();
    }

    @Test
    void a_layer_may_end_as_umoci_ends_it() throws IOException {
        byte[] whole = new TarBuilder().folder("/").file("a", "content").bytes();
        for (int lacking : new int[] {1024, 1024 + 505}) { // the end marker; the last file's padding too
            byte[] layer = Arrays.copyOf(whole, whole.length - lacking);
            ImageView image = importImage(new ImageBuilder().layer(layer).oci());
            assertThat(layer(image, 0).resolve("a")).hasContent("content");
        }
        for (int lacking : new int[] {512, 1024 + 504, 1024 + 506}) {
            byte[] layer = Arrays.copyOf(whole, whole.length - lacking);
            refused(
                    lacking == 512 ? Fault.TAR_TRAILING_DATA : Fault.TAR_TRUNCATED,
                    () -> importImage(new ImageBuilder().layer(layer).oci()));
        }
    }

    @Test
    void whiteouts_make_one_flat_layer_without_what_they_take_away() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(base().folder("var/")
                        .file("var/a", "a")
                        .folder("var/sub")
                        .file("var/sub/b", "b"))
                .layer(new TarBuilder()
                        .file("etc/.wh.old", "")
                        .file("etc/new", "new")
                        .file("var/.wh..wh..opq", "")
                        .file("var/c", "c"))
                .oci());
        assertThat(image.layers()).hasSize(1);
        var root = layer(image, 0);
        assertThat(root.resolve("etc/old")).doesNotExist();
        assertThat(root.resolve("etc/new")).hasContent("new");
        assertThat(root.resolve("etc/passwd")).hasContent("root");
        assertThat(root.resolve("var")).isDirectoryContaining("glob:**c").isDirectoryNotContaining("glob:**{a,sub}");
        assertThat(importImage(new ImageBuilder().layer(base()).oci()).layers()).hasSize(1);
    }

    @Test
    void a_whiteout_beside_the_same_name_keeps_the_layers_own_file() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(base())
                .layer(new TarBuilder().file("etc/old", "newer").file("etc/.wh.old", ""))
                .oci());
        assertThat(layer(image, 0).resolve("etc/old")).hasContent("newer");
    }

    @Test
    void an_opaque_root_takes_everything_away() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(base())
                .layer(new TarBuilder().file(".wh..wh..opq", "").file("only", "this"))
                .oci());
        assertThat(Trees.list(layer(image, 0))).containsExactly(layer(image, 0).resolve("only"));
    }

    @Test
    void a_higher_layer_replaces_a_folder_by_a_file_in_a_flat_image() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(base().folder("a/").file("a/b", "b"))
                .layer(new TarBuilder().file("a", "file").file("etc/.wh.old", ""))
                .oci());
        assertThat(layer(image, 0).resolve("a")).hasContent("file");
    }

    @Test
    void whiteouts_of_the_lowest_layer_mean_nothing() throws IOException {
        ImageView image = importImage(
                new ImageBuilder().layer(base().file("etc/.wh.gone", "")).oci());
        assertThat(layer(image, 0).resolve("etc/.wh.gone")).doesNotExist();
    }

    @Test
    void whiteouts_with_other_names_are_refused() {
        for (String name : List.of("etc/.wh.", "etc/.wh..", "etc/.wh...", "etc/.wh..wh.plnk", ".wh.etc/x")) {
            refused(
                    Fault.WHITEOUT_NAME,
                    () -> importImage(new ImageBuilder()
                            .layer(base())
                            .layer(new TarBuilder().file(name, ""))
                            .oci()));
        }
        refused(
                Fault.WHITEOUT_TYPE,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .layer(new TarBuilder().symlink("etc/.wh.old", "x"))
                        .oci()));
    }

    @Test
    void links_to_the_outside_are_never_followed() throws IOException {
        String outside = folder.toString();
        ImageView image = importImage(new ImageBuilder()
                .layer(new TarBuilder().symlink("etc2", outside).file("x", "x"))
                .oci());
        assertThat(Files.isSymbolicLink(layer(image, 0).resolve("etc2"))).isTrue();
        refused(
                Fault.UNDER_A_NON_DIRECTORY,
                () -> importImage(new ImageBuilder()
                        .layer(new TarBuilder().symlink("etc2", outside).file("etc2/canary", "dead"))
                        .oci()));
        refused(
                Fault.UNDER_A_LOWER_SYMLINK,
                () -> importImage(new ImageBuilder()
                        .layer(new TarBuilder().symlink("etc2", outside))
                        .layer(new TarBuilder().file("etc2/canary", "dead"))
                        .oci()));
        refused(
                Fault.WHITEOUT_THROUGH_SYMLINK,
                () -> importImage(new ImageBuilder()
                        .layer(new TarBuilder().symlink("etc2", outside))
                        .layer(new TarBuilder().file("etc2/.wh.canary", ""))
                        .oci()));
        refused(
                Fault.HARD_LINK_TARGET,
                () -> importImage(new ImageBuilder()
                        .layer(new TarBuilder().symlink("etc2", outside).hardLink("c", "etc2/canary"))
                        .oci()));
    }

    @Test
    void what_the_sandbox_provides_itself_is_dropped() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(new TarBuilder()
                        .symlink("proc", "/")
                        .file("dev", "no folder")
                        .type("dev/null", '3')
                        .folder("tmp/")
                        .file("tmp/x", "x")
                        .file("etc/resolv.conf", "evil")
                        .file("etc/issue", "kept"))
                .oci());
        assertThat(Trees.list(layer(image, 0))).containsExactly(layer(image, 0).resolve("etc"));
        assertThat(Trees.list(layer(image, 0).resolve("etc")))
                .containsExactly(layer(image, 0).resolve("etc/issue"));
        refused(
                Fault.SPECIAL_FILE,
                () -> importImage(new ImageBuilder()
                        .layer(new TarBuilder().type("null", '3'))
                        .oci()));
    }

    @Test
    void digests_sizes_and_diff_ids_are_proven() {
        var image = new ImageBuilder().layer(base());
        byte[] manifest = ImageBuilder.utf8(image.manifest());
        refused(
                Fault.DIGEST_MISMATCH,
                () -> importImage(image.file("blobs/sha256/" + ImageBuilder.hex(manifest), image.manifest() + " ")
                        .oci()));
        refused(
                Fault.DIFF_ID_MISMATCH,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .diffIds("[\"sha256:" + "0".repeat(64) + "\"]")
                        .oci()));
        refused(
                Fault.CONFIG_INVALID,
                () -> importImage(new ImageBuilder().layer(base()).diffIds("[]").oci()));
        String wrongSize = ImageBuilder.descriptor(ImageBuilder.OCI + "manifest.v1+json", manifest)
                .replace("\"size\":", "\"size\":1");
        refused(
                Fault.SIZE_MISMATCH,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("index.json", ImageBuilder.index(wrongSize))
                        .oci()));
        refused(
                Fault.MANIFEST_INVALID,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("index.json", ImageBuilder.index(wrongSize.replace("sha256:", "sha512:")))
                        .oci()));
        assertThat(store.list(TENANT)).isEmpty();
    }

    @Test
    void manifests_that_mean_two_things_are_refused() {
        refused(
                Fault.MANIFEST_AMBIGUOUS,
                () -> importImage(index("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}")));
        refused(
                Fault.JSON_MALFORMED,
                () -> importImage(index("{\"schemaVersion\":2,\"manifests\":[],\"manifests\":[]}")));
        refused(Fault.JSON_MALFORMED, () -> importImage(index("[".repeat(10_000))));
        refused(Fault.JSON_MALFORMED, () -> importImage(index("{} {}")));
        refused(Fault.JSON_TOO_LARGE, () -> importImage(index(" ".repeat((4 << 20) + 1))));
        refused(Fault.MANIFEST_INVALID, () -> importImage(index("{\"schemaVersion\":1,\"fsLayers\":[]}")));
        refused(Fault.NO_PLATFORM, () -> importImage(index("{\"schemaVersion\":2,\"manifests\":[]}")));
        refused(
                Fault.MANIFEST_AMBIGUOUS,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[]}]")
                        .file("c.json", "{}")
                        .oci()));
        refused(
                Fault.SEVERAL_IMAGES,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("manifest.json", "[{},{}]")
                        .oldDocker()));
    }

    @Test
    void the_platform_of_this_machine_is_chosen_from_an_index() {
        var image = new ImageBuilder().layer(base());
        String good =
                ImageBuilder.descriptor(ImageBuilder.OCI + "manifest.v1+json", ImageBuilder.utf8(image.manifest()));
        String named = good.replace(
                "}", ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + Platform.architecture() + "\"}}");
        String other = ImageBuilder.descriptor(ImageBuilder.OCI + "manifest.v1+json", new byte[1])
                .replace("}", ",\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}}");
        ImageView taken = importImage(
                image.file("index.json", ImageBuilder.index(other, named)).oci());
        assertThat(taken.layers()).hasSize(1);
        refused(
                Fault.NO_PLATFORM,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("index.json", ImageBuilder.index(other))
                        .oci()));
        refused(
                Fault.NO_PLATFORM,
                () -> importImage(
                        new ImageBuilder().layer(base()).architecture("s390x").oci()));
    }

    @Test
    void layers_of_other_media_types_are_refused() {
        refused(Fault.MEDIA_TYPE, () -> importImage(typed(ImageBuilder.OCI + "layer.v1.tar+gzip")));
        refused(Fault.MEDIA_TYPE, () -> importImage(typed("text/plain")));
        refused(Fault.MEDIA_TYPE, () -> importImage(typed(ImageBuilder.OCI + "layer.v1.tar+zstd")));
        refused(Fault.FOREIGN_LAYER, () -> importImage(typed(ImageBuilder.OCI + "layer.nondistributable.v1.tar")));
    }

    @Test
    void configurations_that_cannot_be_honoured_are_refused() {
        refused(Fault.CONFIG_INVALID, () -> importImage(configured("\"Env\":[\"A B=1\"]")));
        refused(Fault.CONFIG_INVALID, () -> importImage(configured("\"Env\":[\"A=\\u0000\"]")));
        refused(Fault.CONFIG_INVALID, () -> importImage(configured("\"Cmd\":[\"" + "x".repeat(70_000) + "\"]")));
        refused(Fault.MANIFEST_INVALID, () -> importImage(configured("\"Cmd\":\"sh -c true\"")));
    }

    @Test
    void an_archive_that_is_no_image_is_refused() {
        refused(Fault.UNKNOWN_FORMAT, () -> importImage(new TarBuilder().file("a", "a").stream()));
        refused(Fault.UNKNOWN_FORMAT, () -> importImage(new ByteArrayInputStream(new byte[] {1, 2, 3})));
        refused(Fault.EMPTY_ARCHIVE, () -> importImage(new ByteArrayInputStream(new byte[0])));
        refused(
                Fault.BLOB_MISSING,
                () -> importImage(new ImageBuilder()
                        .layer(base())
                        .file("manifest.json", "[{\"Config\":\"../../etc/passwd\",\"Layers\":[]}]")
                        .oldDocker()));
    }

    @Test
    void the_caps_hold_over_all_layers_together() {
        closeAndOpenWith(new UnpackLimits(100, 10, 2, 100));
        var two = new TarBuilder().file("a", "x".repeat(60));
        refused(
                Fault.TOO_MANY_BYTES,
                () -> importImage(new ImageBuilder()
                        .layer(two)
                        .layer(new TarBuilder().file("b", "y".repeat(60)))
                        .oci()));
        refused(
                Fault.TOO_MANY_LAYERS,
                () -> importImage(
                        new ImageBuilder().layer(two).layer(two).layer(two).oci()));
    }

    @Test
    void progress_is_told_step_by_step() {
        List<String> steps = new ArrayList<>();
        store.importArchive(TENANT, new ImageBuilder().layer(base()).oci(), (step, done, total) -> {
            assertThat(total == 0 || done <= total).isTrue();
            if (!steps.contains(step)) {
                steps.add(step);
            }
        });
        assertThat(steps).containsExactly("unpack layers");
    }

    @Test
    void modes_lose_what_gives_power_and_give_others_the_owners_rights() throws IOException {
        ImageView image = importImage(new ImageBuilder()
                .layer(new TarBuilder()
                        .file("su", "x", 06750)
                        .folder("d", 01700)
                        .file("d/secret", "x", 0600))
                .oci());
        assertThat(mode(image, "su")).isEqualTo(0757);
        assertThat(mode(image, "d")).isEqualTo(0707);
        assertThat(mode(image, "d/secret")).isEqualTo(0606);
    }

    private int mode(ImageView image, String name) throws IOException {
        return (int) Files.getAttribute(layer(image, 0).resolve(name), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private void closeAndOpenWith(UnpackLimits limits) {
        store.close();
        store = new ImageStore(folder.resolve("store"), config().withLimits(limits));
    }

    private static java.io.InputStream index(String json) {
        return new ImageBuilder().layer(base()).file("index.json", json).oci();
    }

    private static java.io.InputStream typed(String type) {
        return new ImageBuilder().layer(base()).layerType(type).oci();
    }

    private static java.io.InputStream configured(String members) {
        return new ImageBuilder().layer(base()).config(members).oci();
    }
}
