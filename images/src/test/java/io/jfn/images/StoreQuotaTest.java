// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A store ends at its quota, with a sentence, before the disk does. */
class StoreQuotaTest extends StoreTest {
    private static final TenantName OTHER = new TenantName("other");

    @Override
    ImageStoreConfig config() {
        return super.config().withQuota(new StoreQuota(200_000, 300_000, 0));
    }

    private static TarBuilder tar(String name, int bytes) {
        return new TarBuilder().file(name, new byte[bytes], 0644);
    }

    @Test
    void a_tenant_ends_at_its_quota_and_nothing_of_the_rest_is_kept() throws IOException {
        Digest first = add(tar("a", 100_000));
        assertThatThrownBy(() -> add(tar("b", 100_000)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo("store_full"))
                .hasMessageContaining("tenant 'default'")
                .hasMessageContaining("jfn images prune");
        assertThat(Trees.list(tenant("layers"))).containsExactly(layer(first));
        add(tar("c", 50_000));
    }

    @Test
    void all_tenants_together_end_at_the_nodes() {
        add(tar("a", 150_000));
        refused(Fault.STORE_FULL, () -> store.addSource(OTHER, tar("a", 150_000).stream()));
        store.addSource(OTHER, tar("a", 100_000).stream());
    }

    @Test
    void what_is_collected_makes_room_also_after_a_restart() {
        add(tar("a", 150_000));
        reopen();
        refused(Fault.STORE_FULL, () -> add(tar("b", 150_000)));
        store.collectGarbage();
        add(tar("b", 150_000));
    }

    @Test
    void what_was_refused_gives_its_room_back() {
        for (int i = 0; i < 5; i++) {
            refused(Fault.STORE_FULL, () -> add(tar("a", 250_000)));
            refused(Fault.NAME_DOT_DOT, () -> add(tar("a", 150_000).file("../b", "x")));
        }
        add(tar("a", 150_000));
    }

    @Test
    void many_small_entries_count_with_a_block_each() {
        var many = new TarBuilder();
        for (int i = 0; i < 60; i++) {
            many.folder("d" + i);
        }
        refused(Fault.STORE_FULL, () -> add(many));
    }

    @Test
    void an_archive_counts_while_it_is_received() {
        byte[] archive =
                new TarBuilder().file("layer.tar", new byte[250_000], 0644).bytes();
        refused(Fault.STORE_FULL, () -> importImage(new ByteArrayInputStream(archive)));
        add(tar("a", 150_000));
    }

    @Test
    void a_flat_image_takes_the_room_of_what_is_left() {
        var image = new ImageBuilder()
                .layer(tar("a", 30_000))
                .layer(tar("b", 30_000))
                .layer(new TarBuilder().file(".wh.a", ""));
        assertThat(importImage(image.oci()).bytes()).isEqualTo(30_000);
        add(tar("c", 140_000));
    }

    @Test
    void the_disk_keeps_its_reserve() {
        var free = new AtomicLong(100 << 20);
        var room = new StoreRoom(new StoreQuota(Long.MAX_VALUE, Long.MAX_VALUE, 50 << 20), free::get);
        try (StoreRoom.Use use = room.tenant("a").use()) {
            use.take(40 << 20);
            assertThatThrownBy(() -> use.take(60 << 20)).hasMessageContaining("less than 50 MiB of the disk's 100 MiB");
            free.set(40 << 20); // somebody else has written meanwhile
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            use.wrote(1 << 20);
                        }
                    })
                    .isInstanceOfSatisfying(
                            ImageException.class, e -> assertThat(e.code()).isEqualTo("store_full"));
        }
    }

    @Test
    void a_disk_that_is_full_all_the_same_is_told_as_that() {
        assertThat(Disk.isFull(new IOException("write", new IOException("No space left on device"))))
                .isTrue();
        assertThat(Disk.isFull(new IOException("Permission denied"))).isFalse();
    }
}
