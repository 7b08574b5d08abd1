// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the cases of bad artefacts have in common: each says what is refused and why, and that nothing of it stays. */
abstract class CasesTest extends StoreTest {
    static TarBuilder tar() {
        return new TarBuilder().folder("etc/").file("etc/first", "x");
    }

    /** Refused with this fault and a sentence that says this; the store is as empty as before. */
    void rejected(Fault fault, String reason, ThrowingCallable call) throws IOException {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImageException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(fault.toString()))
                .hasMessageContaining(reason);
        for (String kind : new String[] {"layers", "meta", "images", "tmp"}) {
            assertThat(tenant(kind)).as("what is left in " + kind).isEmptyDirectory();
        }
    }

    /** Refused as a function's folder, as a layer of an archive and as one of the content store. */
    void rejected(Fault fault, String reason, TarBuilder archive) throws IOException {
        rejected(fault, reason, archive.bytes());
    }

    void rejected(Fault fault, String reason, byte[] archive) throws IOException {
        rejected(fault, reason, () -> store.addSource(TENANT, new ByteArrayInputStream(archive)));
        rejectedLayers(fault, reason, archive);
    }

    /** Refused as layers of one image, lowest first. */
    void rejectedLayers(Fault fault, String reason, byte[]... layers) throws IOException {
        var image = new ImageBuilder();
        for (byte[] layer : layers) {
            image.layer(layer);
        }
        rejected(fault, reason, () -> importImage(image.oldDocker()));
        rejected(fault, reason, () -> importImage(image.oci()));
        var content = new MapContent();
        var manifest = content.addAll(image);
        rejected(fault, reason, () -> store.importContent(TENANT, content, manifest, Progress.NONE));
    }
}
