// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.ImageView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StoreLifeTest extends StoreTest {
    private static final TarBuilder SERVER = new TarBuilder().file("server", "#!/bin/no", 0755);

    private static ImageBuilder image() {
        return new ImageBuilder().layer(new TarBuilder().file("a", "a".repeat(1000)));
    }

    private static PreparedImage of(Digest... layers) {
        return new PreparedImage(List.of(layers), List.of("/x"), List.of(), "/", 0);
    }

    private static PreparedImage of(ImageView image) {
        return of(image.layers().stream().map(Digest::new).toArray(Digest[]::new));
    }

    @Test
    void what_somebody_refers_to_is_kept_and_the_rest_is_collected() {
        Digest kept = add(SERVER);
        Digest gone = add(new TarBuilder().file("other", "12345"));
        store.retain(TENANT, "hello-1", of(kept));
        assertThat(store.collectGarbage()).isEqualTo(5);
        assertThat(layer(kept)).exists();
        assertThat(layer(gone)).doesNotExist();
        store.release(TENANT, "hello-1");
        store.collectGarbage();
        assertThat(layer(kept)).doesNotExist();
    }

    @Test
    void references_survive_a_restart() {
        Digest kept = add(SERVER);
        store.retain(TENANT, "hello-1", of(kept));
        reopen();
        store.collectGarbage();
        assertThat(layer(kept)).exists();
        store.release(TENANT, "hello-1");
        store.release(TENANT, "hello-1");
        store.collectGarbage();
        assertThat(layer(kept)).doesNotExist();
    }

    @Test
    void an_image_lives_while_its_layers_are_referred_to() {
        ImageView image = importImage(image().oci());
        store.retain(TENANT, "hello-1", of(image));
        store.collectGarbage();
        assertThat(store.list(TENANT)).containsExactly(image);
        store.release(TENANT, "hello-1");
        assertThat(store.collectGarbage()).isEqualTo(1000);
        assertThat(store.list(TENANT)).isEmpty();
    }

    @Test
    void what_was_just_used_is_kept_for_the_grace() {
        store.close();
        store = new ImageStore(folder.resolve("store"), config().withGraceMillis(3_600_000));
        Digest fresh = add(SERVER);
        assertThat(store.collectGarbage()).isZero();
        assertThat(layer(fresh)).exists();
    }

    @Test
    void a_layer_that_is_gone_cannot_be_retained() {
        refused(Fault.IMAGE_NOT_FOUND, () -> store.retain(TENANT, "a", of(new Digest("sha256:" + "0".repeat(64)))));
        refused(Fault.OWNER_INVALID, () -> store.retain(TENANT, "../a", of()));
        refused(Fault.OWNER_INVALID, () -> store.release(TENANT, "a/b"));
    }

    @Test
    void a_killed_unpack_leaves_nothing_after_the_next_start() throws IOException {
        Digest good = add(SERVER);
        Path half = tenant("tmp").resolve("1/tree/function");
        Files.createDirectories(half);
        Files.writeString(half.resolve("x"), "half");
        Files.setPosixFilePermissions(half, java.util.Set.of());
        Path placedHalf = Files.createDirectory(tenant("layers").resolve("0".repeat(64)));
        Files.writeString(tenant("meta").resolve("1".repeat(64)), "{}");
        reopen();
        assertThat(tenant("tmp")).isEmptyDirectory();
        assertThat(placedHalf).doesNotExist();
        assertThat(Trees.list(tenant("meta"))).hasSize(1);
        assertThat(layer(good)).exists();
    }

    @Test
    void a_second_store_on_the_same_folder_is_refused() {
        refused(Fault.STORE_BUSY, () -> new ImageStore(folder.resolve("store"), config()).close());
    }

    @Test
    void the_store_is_its_owners_alone() throws IOException {
        for (Path path : List.of(folder.resolve("store"), folder.resolve("store/default"), tenant("layers"))) {
            assertThat((int) Files.getAttribute(path, "unix:mode") & 0777)
                    .as(path.toString())
                    .isEqualTo(0700);
        }
    }

    @Test
    void many_deploys_at_once_end_in_one_layer() throws Exception {
        byte[] archive = SERVER.bytes();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Digest>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String owner = "hello-" + i;
                all.add(pool.submit(() -> {
                    Digest source = store.addSource(TENANT, new ByteArrayInputStream(archive));
                    store.retain(TENANT, owner, of(source));
                    store.release(TENANT, owner);
                    return source;
                }));
            }
            assertThat(all)
                    .allSatisfy(one ->
                            assertThat(one.get()).isEqualTo(all.getFirst().get()));
        }
        assertThat(Trees.list(tenant("layers"))).hasSize(1);
        store.collectGarbage();
        assertThat(Trees.list(tenant("layers"))).isEmpty();
        assertThat(Trees.list(tenant("meta"))).isEmpty();
    }

    @Test
    void a_function_needs_its_source_to_be_here() {
        String source = "sha256:" + "0".repeat(64);
        refused(
                Fault.SOURCE_NOT_FOUND,
                () -> store.prepare(
                        TENANT, Specs.handler(FunctionRuntime.PYTHON3, source, "app.handler"), Progress.NONE));
        refused(
                Fault.SOURCE_MISSING,
                () -> store.prepare(
                        TENANT, Specs.handler(FunctionRuntime.PYTHON3, null, "app.handler"), Progress.NONE));
        refused(Fault.IMAGE_NOT_FOUND, () -> store.prepare(TENANT, Specs.image(source), Progress.NONE));
    }
}
