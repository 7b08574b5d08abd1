// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A blob's bytes out of a registry, as one stream: a connection that breaks is taken up again where it broke. */
final class BlobDownload extends InputStream {
    /** After so many bytes a broken connection counts as the first one again. */
    private static final long FORGIVEN = 1 << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\\*)");

    private final Wire wire;
    private final Place place;
    private final Descriptor blob;
    private final Operation operation;
    private final LongConsumer progress;
    private @Nullable Answer answer;
    private long at;
    private int failed;
    private long sinceFailure;

    /** {@code progress} hears of each piece how many bytes it has. */
    BlobDownload(Wire wire, Place place, Descriptor blob, Operation operation, LongConsumer progress) {
        this.wire = wire;
        this.place = place;
        this.blob = blob;
        this.operation = operation;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (true) {
            operation.check();
            try {
                Answer open = answer != null ? answer : open();
                int n = open.body().read(into, from, length);
                if (n >= 0) {
                    took(n);
                    return n;
                }
                if (at == blob.size()) {
                    return -1;
                }
                throw new EOFException("blob " + blob.digest() + " ends after " + at + " bytes where " + blob.size()
                        + " belong to it");
            } catch (IOException e) {
                broke(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Answer open = answer;
        answer = null;
        if (open != null) {
            open.close();
        }
    }

    private void took(int n) {
        at += n;
        sinceFailure += n;
        if (at > blob.size()) {
            throw wrongSize("more than " + blob.size() + " bytes");
        }
        progress.accept(n);
    }

    private void broke(IOException failure) throws IOException {
        close();
        if (sinceFailure >= FORGIVEN) {
            failed = 0;
        }
        sinceFailure = 0;
        failed += failure instanceof StalledException ? 2 : 1;
        Ask next = ask();
        if (!wire.retry().again(failed) || Refusals.isLasting(failure, next)) {
            throw Refusals.broken(place, failure, wire.times());
        }
        operation.pause(wire.retry().pause(failed));
    }

    private Ask ask() {
        Ask ask = Ask.get(place.blob(blob.digest()));
        return at == 0 ? ask : ask.with("Range", "bytes=" + at + "-");
    }

    private Answer open() throws IOException {
        Answer got = wire.ask(place, ask(), place.pullScope(), operation);
        answer = got;
        switch (got.status()) {
            case 200 -> {
                announced(got, blob.size());
                skip(got, at);
            }
            case 206 -> resumed(got);
            case 416 -> throw wrongSize("fewer bytes");
            case 404 ->
                throw place.refuse(
                        Fault.BLOB_MISSING,
                        "has the manifest but not its blob " + blob.digest() + " (404): push the image again");
            default -> throw Refusals.unexpected(place, "send blob " + blob.digest(), got);
        }
        return got;
    }

    private void resumed(Answer got) {
        Matcher range = CONTENT_RANGE.matcher(got.header("Content-Range").orElse(""));
        if (at == 0 || !range.matches() || Long.parseLong(range.group(1)) != at) {
            throw place.refuse(
                    Fault.REGISTRY_ANSWER,
                    "sends another part of blob " + blob.digest() + " than was asked for: '"
                            + Printable.of(got.header("Content-Range").orElse("")) + "'");
        }
        String total = range.group(2);
        if (!total.equals("*") && Long.parseLong(total) != blob.size()) {
            throw wrongSize(total + " bytes");
        }
        announced(got, blob.size() - at);
    }

    private void announced(Answer got, long wanted) {
        OptionalLong length = got.length();
        if (length.isPresent() && length.getAsLong() != wanted) {
            throw wrongSize("a length of "
                    + got.header("Content-Length").map(Printable::of).orElse("") + " where " + wanted
                    + " bytes are to come");
        }
    }

    /** A server that does not know ranges begins again; what is here already is passed over. */
    private static void skip(Answer got, long bytes) throws IOException {
        got.body().skipNBytes(bytes);
    }

    private RuntimeException wrongSize(String instead) {
        return place.refuse(
                Fault.SIZE_MISMATCH,
                "blob " + blob.digest() + " has " + instead + ", and the manifest says " + blob.size()
                        + ": it was tampered with or damaged; nothing of it is kept");
    }
}
