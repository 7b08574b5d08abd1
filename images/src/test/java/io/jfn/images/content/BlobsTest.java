// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlobsTest extends ContentTest {
    /** Gives some bytes, then fails as a cut connection does. */
    static InputStream cut(String first) {
        return new SequenceInputStream(stream(first), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return read();
            }
        });
    }

    @Test
    void a_blob_comes_back_as_it_went_in() throws IOException {
        Digest digest = add("hello");
        assertThat(content.blob(digest))
                .hasValueSatisfying(blob -> assertThat(blob.size()).isEqualTo(5));
        assertThat(content.size(digest)).hasValue(5);
        try (InputStream in = content.open(digest)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes("hello"));
        }
        assertThat(content.usedBytes()).isEqualTo(5);
    }

    @Test
    void an_unknown_size_and_an_empty_blob_are_fine() {
        content.add(digest("hello"), -1, stream("hello"));
        content.add(digest(""), 0, stream(""));
        assertThat(content.size(digest(""))).hasValue(0);
    }

    @Test
    void what_is_wrong_or_cut_off_leaves_nothing() throws IOException {
        refused(Fault.DIGEST_MISMATCH, () -> content.add(digest("hello"), 5, stream("jello")));
        refused(Fault.SIZE_MISMATCH, () -> content.add(digest("hello"), 4, stream("hello")));
        refused(Fault.SIZE_MISMATCH, () -> content.add(digest("hello"), 0, stream("hello")));
        refused(Fault.SIZE_MISMATCH, () -> content.add(digest("hello"), 6, stream("hello")));
        refused(Fault.READ_FAILED, () -> content.add(digest("hello"), 5, cut("hel")));
        refused(Fault.READ_FAILED, () -> content.add(digest("hello"), -1, cut("hel")));
        assertThat(blobFiles()).isEmpty();
        assertThat(content.usedBytes()).isZero();
        assertThat(content.blob(digest("hello"))).isEmpty();
        refused(Fault.BLOB_MISSING, () -> content.open(digest("hello")));
    }

    @Test
    void a_blob_that_is_there_already_takes_no_more_room() throws IOException {
        add("hello");
        add("hello");
        assertThat(content.usedBytes()).isEqualTo(5);
        assertThat(blobFiles()).containsExactly(digest("hello").hex());
    }

    @Test
    void many_at_once_end_in_one_blob() throws Exception {
        byte[] large = new byte[300_000];
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            open(1L << 30);
            var sha256 = io.jfn.images.Hashes.sha256();
            sha256.update(large);
            Digest digest = io.jfn.images.Hashes.digest(sha256);
            List<Future<StoredBlob>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(pool.submit(() -> content.add(digest, large.length, new ByteArrayInputStream(large))));
            }
            for (Future<StoredBlob> one : all) {
                assertThat(one.get().size()).isEqualTo(large.length);
            }
            assertThat(blobFiles()).containsExactly(digest.hex());
            assertThat(content.usedBytes()).isEqualTo(large.length);
        }
    }

    @Test
    void the_quota_ends_a_blob_before_it_is_written_when_its_size_is_known() throws IOException {
        open(10);
        add("12345");
        InputStream untouched = stream("123456");
        refused(Fault.STORE_FULL, () -> content.add(digest("x"), 6, untouched));
        assertThat(untouched.available()).isEqualTo(6);
        refused(Fault.STORE_FULL, () -> content.add(digest("123456"), -1, stream("123456")));
        assertThat(content.usedBytes()).isEqualTo(5);
        add("54321");
        assertThat(blobFiles()).hasSize(2);
    }

    @Test
    void the_disk_is_never_filled_up() {
        var config = new ContentConfig(Long.MAX_VALUE, Long.MAX_VALUE, GRACE, () -> now);
        TenantContent full = new ContentStore(folder.resolve("full"), config).of(TENANT);
        refused(Fault.STORE_FULL, () -> full.add(digest("x"), 1, stream("x")));
        assertThat(full.usedBytes()).isZero();
    }

    @Test
    void what_a_killed_process_left_half_written_is_gone_after_the_next_start() throws IOException {
        Digest whole = add("whole");
        Files.writeString(content("work").resolve("7"), "ha");
        open(1 << 20);
        assertThat(blobFiles()).containsExactly(whole.hex());
        assertThat(content.usedBytes()).isEqualTo(5);
    }

    @Test
    void tenants_share_nothing() throws IOException {
        Digest digest = add("hello");
        TenantContent other = store.of(new TenantName("other"));
        assertThat(other.blob(digest)).isEmpty();
        StoredBlob blob = other.add(digest, 5, stream("hello"));
        assertThat(Files.isSameFile(
                        blob.file(), content.blob(digest).orElseThrow().file()))
                .isFalse();
    }

    @Test
    void the_folders_are_their_owners_alone() throws IOException {
        for (Path path : List.of(folder.resolve("store"), folder.resolve("store/default"), content("blobs"))) {
            assertThat((int) Files.getAttribute(path, "unix:mode") & 0777)
                    .as(path.toString())
                    .isEqualTo(0700);
        }
    }
}
