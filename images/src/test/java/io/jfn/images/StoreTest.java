// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.Digest;
import io.jfn.api.ImageView;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a temporary folder, with a canary beside it that nothing may touch. */
abstract class StoreTest {
    static final TenantName TENANT = TenantName.DEFAULT;

    @TempDir
    Path folder;

    ImageStore store;
    private Path canary;

    @BeforeEach
    void openStore() throws IOException {
        canary = Files.writeString(folder.resolve("canary"), "sings");
        store = new ImageStore(folder.resolve("store"), config());
        store.list(TENANT); // makes the tenant's folders
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
        if (!Files.readString(canary).equals("sings")) {
            throw new AssertionError("the canary outside the store was touched");
        }
        try (var beside = Files.list(folder)) {
            List<String> names =
                    beside.map(path -> path.getFileName().toString()).sorted().toList();
            if (!names.equals(List.of("canary", "store"))) {
                throw new AssertionError("something was written beside the store: " + names);
            }
        }
        if (!Trees.list(tenant("tmp")).isEmpty()) {
            throw new AssertionError("work was left in tmp: " + Trees.list(tenant("tmp")));
        }
    }

    ImageStoreConfig config() {
        return ImageStoreConfig.ofThisMachine().withGraceMillis(0);
    }

    void reopen() {
        store.close();
        store = new ImageStore(folder.resolve("store"), config());
    }

    Path tenant(String kind) {
        return folder.resolve("store").resolve(TENANT.value()).resolve(kind);
    }

    Path layer(Digest digest) {
        return tenant("layers").resolve(digest.hex());
    }

    Path layer(ImageView image, int index) {
        return layer(new Digest(image.layers().get(index)));
    }

    Digest add(TarBuilder tar) {
        return store.addSource(TENANT, tar.stream());
    }

    ImageView importImage(InputStream archive) {
        return store.importArchive(TENANT, archive, Progress.NONE);
    }

    static void refused(Fault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.code())
                                .as(e.getMessage())
                                .isEqualTo(fault.toString()));
    }
}
