// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.images.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class UploadsTest extends ContentTest {
    @Test
    void a_blob_may_come_in_pieces() {
        BlobUpload upload = content.begin();
        assertThat(upload.append(stream("hel"), 3)).isEqualTo(3);
        assertThat(content.resume(upload.id()).append(stream("lo"), Long.MAX_VALUE))
                .isEqualTo(5);
        assertThat(content.blob(digest("hello"))).isEmpty();
        assertThat(upload.finish(digest("hello")).size()).isEqualTo(5);
        assertThat(content.blob(digest("hello"))).isPresent();
        assertThat(content.usedBytes()).isEqualTo(5);
        refused(Fault.UPLOAD_NOT_FOUND, () -> content.resume(upload.id()));
        refused(Fault.UPLOAD_NOT_FOUND, () -> upload.append(stream("x"), 1));
    }

    @Test
    void it_goes_on_after_a_restart() {
        BlobUpload upload = content.begin();
        upload.append(stream("hel"), 3);
        open(1 << 20);
        BlobUpload resumed = content.resume(upload.id());
        assertThat(resumed.offset()).isEqualTo(3);
        assertThat(content.usedBytes()).isEqualTo(3);
        resumed.append(stream("lo"), 2);
        resumed.finish(digest("hello"));
        assertThat(content.usedBytes()).isEqualTo(5);
    }

    @Test
    void what_arrived_before_a_cut_stays() {
        BlobUpload upload = content.begin();
        refused(Fault.READ_FAILED, () -> upload.append(BlobsTest.cut("hel"), 5));
        assertThat(upload.offset()).isEqualTo(3);
        upload.append(stream("lo"), 5);
        upload.finish(digest("hello"));
    }

    @Test
    void a_piece_is_no_longer_than_announced() {
        BlobUpload upload = content.begin();
        refused(Fault.UPLOAD_TOO_LONG, () -> upload.append(stream("hello"), 4));
        assertThat(upload.offset()).isEqualTo(4);
    }

    @Test
    void a_wrong_digest_keeps_nothing() throws IOException {
        BlobUpload upload = content.begin();
        upload.append(stream("jello"), 5);
        refused(Fault.DIGEST_MISMATCH, () -> upload.finish(digest("hello")));
        assertThat(blobFiles()).isEmpty();
        assertThat(content.usedBytes()).isZero();
        refused(Fault.UPLOAD_NOT_FOUND, () -> content.resume(upload.id()));
    }

    @Test
    void it_can_be_given_up_and_is_when_nobody_goes_on() throws IOException {
        content.begin().cancel();
        BlobUpload upload = content.begin();
        upload.append(stream("hello"), 5);
        later(GRACE.minusSeconds(1));
        assertThat(content.collectGarbage(GRACE)).isZero();
        later(Duration.ofSeconds(1));
        assertThat(content.collectGarbage(GRACE)).isEqualTo(5);
        assertThat(blobFiles()).isEmpty();
        assertThat(content.usedBytes()).isZero();
        refused(Fault.UPLOAD_NOT_FOUND, () -> content.resume(upload.id()));
    }

    @Test
    void the_quota_ends_an_upload_which_may_go_on_when_there_is_room() {
        open(6);
        var other = add("abc");
        BlobUpload upload = content.begin();
        refused(Fault.STORE_FULL, () -> upload.append(stream("hello"), 5));
        assertThat(upload.offset()).isZero();
        assertThat(content.usedBytes()).isEqualTo(3);
        later(GRACE);
        assertThat(content.collectGarbage(Duration.ZERO)).isEqualTo(3);
        assertThat(content.blob(other)).isEmpty();
        BlobUpload again = content.begin();
        again.append(stream("hello"), 5);
        again.finish(digest("hello"));
    }

    @Test
    void two_at_once_on_one_upload_are_refused_and_no_collection_takes_it() throws Exception {
        BlobUpload upload = content.begin();
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = new InputStream() {
            private boolean done;

            @Override
            public int read() throws IOException {
                if (done) {
                    return -1;
                }
                done = true;
                reading.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return 'a';
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int one = read();
                if (one >= 0) {
                    into[from] = (byte) one;
                }
                return one < 0 ? -1 : 1;
            }
        };
        var first = CompletableFuture.supplyAsync(() -> upload.append(slow, 10));
        reading.await();
        refused(Fault.UPLOAD_BUSY, () -> upload.append(stream("x"), 1));
        refused(Fault.UPLOAD_BUSY, upload::cancel);
        later(GRACE.multipliedBy(2));
        assertThat(content.collectGarbage(GRACE)).isZero();
        goOn.countDown();
        assertThat(first.get()).isEqualTo(1);
        upload.finish(digest("a"));
    }

    @Test
    void ids_of_strangers_are_no_paths() {
        refused(Fault.UPLOAD_NOT_FOUND, () -> content.resume("../blobs/x"));
        refused(Fault.UPLOAD_NOT_FOUND, () -> content.resume("0".repeat(32)));
    }
}
