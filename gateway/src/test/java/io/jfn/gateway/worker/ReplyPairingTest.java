// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.worker.ProtocolException;
import io.jfn.api.worker.WorkerCodec.Frame;
import io.jfn.api.worker.WorkerReply;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyPairingTest {
    @TempDir
    Path folder;

    private final List<String> delivered = new ArrayList<>();
    private final ReplyPairing pairing = new ReplyPairing((reply, descriptors) ->
            delivered.add(reply.id() + names(descriptors).toString()));

    @BeforeAll
    static void native_calls_are_there() {
        Epoll.ensureAvailability();
    }

    @Test
    void a_reply_waits_for_its_descriptors() throws IOException {
        pairing.reply(new Frame<>(1, SampleClaims.claimed(1, false)));
        pairing.descriptor(open("a"));
        assertThat(delivered).isEmpty();

        pairing.descriptor(open("b"));

        assertThat(delivered).containsExactly("1[a, b]");
    }

    @Test
    void descriptors_wait_for_their_reply() throws IOException {
        pairing.descriptor(open("a"));
        pairing.descriptor(open("b"));
        pairing.descriptor(open("c"));

        pairing.reply(new Frame<>(1, new WorkerReply.Connected(1, 0)));
        pairing.reply(new Frame<>(2, SampleClaims.claimed(1, false)));

        assertThat(delivered).containsExactly("1[a]", "2[b, c]");
    }

    @Test
    void a_reply_without_descriptors_does_not_overtake_one_that_waits() throws IOException {
        pairing.reply(new Frame<>(1, new WorkerReply.Connected(1, 0)));
        pairing.reply(new Frame<>(2, new WorkerReply.Done()));
        assertThat(delivered).isEmpty();

        pairing.descriptor(open("a"));

        assertThat(delivered).containsExactly("1[a]", "2[]");
    }

    @Test
    void closing_closes_what_waits_and_what_still_comes() throws IOException {
        var waits = open("a");
        var comes = open("b");
        pairing.descriptor(waits);

        pairing.close();
        pairing.descriptor(comes);
        pairing.reply(new Frame<>(1, new WorkerReply.Done()));

        assertThat(waits.isOpen()).isFalse();
        assertThat(comes.isOpen()).isFalse();
        assertThat(delivered).isEmpty();
    }

    @Test
    void the_descriptors_of_a_refused_reply_are_closed() throws IOException {
        var refusing = new ReplyPairing((_, _) -> {
            throw new ProtocolException("no");
        });
        int number = open("a").intValue();
        var descriptor = new FileDescriptor(number);
        refusing.descriptor(descriptor);

        assertThatThrownBy(() -> refusing.reply(new Frame<>(1, new WorkerReply.Connected(1, 0))))
                .isInstanceOf(ProtocolException.class);

        assertThat(Files.exists(Path.of("/proc/self/fd/" + number))
                        && FakeWorker.nameOf(number).equals("a"))
                .isFalse();
    }

    @Test
    void endless_replies_without_descriptors_are_refused() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= ReplyPairing.MOST_WAITING; i++) {
                        pairing.reply(new Frame<>(i, new WorkerReply.Connected(1, 0)));
                    }
                })
                .isInstanceOf(ProtocolException.class);
    }

    private FileDescriptor open(String name) throws IOException {
        return FileDescriptor.from(Files.createFile(folder.resolve(name)).toFile());
    }

    private static List<String> names(ReceivedDescriptors descriptors) {
        var names = new ArrayList<String>();
        for (int number : descriptors.numbers()) {
            try {
                names.add(FakeWorker.nameOf(number));
            } catch (IOException e) {
                names.add("closed");
            }
        }
        descriptors.close();
        return names;
    }
}
