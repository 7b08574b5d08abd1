// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.FunctionSpec;
import io.jfn.api.Outcome;
import io.jfn.api.worker.Usage;
import io.jfn.gateway.exchange.Carrier;
import io.jfn.gateway.exchange.Exchange;
import io.jfn.gateway.exchange.Failure;
import io.jfn.gateway.exchange.RequestHead;
import io.jfn.gateway.instance.StartTimes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One invocation in an instance. Its state is confined to the event loop of the caller's connection; what contracts call
 * from elsewhere goes through the mailbox, in order.
 *
 * <p>Two things end on their own: the caller's side, when the reply is complete or nobody waits for it ({@code outcome} is
 * set), and the instance's side, when the contract says it is over ({@code tenure} is closed). The deadline watches both.
 */
final class VertxExchange implements Exchange, RequestBody.Receiver {
    /** How long a reply may be held up to say what the instance had used. */
    static final long USAGE_MILLIS = 50;

    /** How long after the deadline an instance may take to give up an invocation before it is ended without asking. */
    static final long LAST_MILLIS = 2000;

    private final Call call;
    private final Tenure tenure;
    private final Reply reply;
    private final RequestBody body;
    private final LoopMailbox mailbox;
    private final long startedNanos;
    private final ReplySide replying;

    private @Nullable Carrier carrier;
    private @Nullable Outcome cancelled;
    private @Nullable Outcome outcome;
    private @Nullable ScheduledFuture<?> timer;
    private boolean invoking;
    private boolean usageAwaited;

    VertxExchange(Call call, Tenure tenure, long startedNanos) {
        this.call = call;
        this.tenure = tenure;
        this.reply = call.reply();
        this.body = call.body();
        this.mailbox = call.mailbox();
        this.startedNanos = startedNanos;
        this.replying = new ReplySide(reply, mailbox, this::wantReply);
    }

    /** Hands the invocation to the instance. */
    void invoke() {
        timer = mailbox.loop().schedule(this::deadline, call.deadlineNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        invoking = true;
        try {
            tenure.instance().endpoint().invoke(this);
        } catch (RuntimeException e) {
            onFail(Failure.of(Outcome.CRASHED, "the instance could not take the invocation: " + e));
            onOver(false);
        }
        invoking = false;
        if (carrier != null) {
            flow();
        } else {
            body.pause();
        }
    }

    @Override
    public String id() {
        return call.id();
    }

    @Override
    public RequestHead request() {
        return call.head();
    }

    @Override
    public long deadlineNanos() {
        return call.deadlineNanos();
    }

    @Override
    public void begin(Carrier who) {
        if (mailbox.isHere()) {
            onBegin(who);
        } else {
            mailbox.post(() -> onBegin(who));
        }
    }

    @Override
    public void pauseRequest() {
        mailbox.run(body::pause);
    }

    @Override
    public void resumeRequest() {
        mailbox.run(body::resume);
    }

    @Override
    public void head(int status, HttpHeaders headers) {
        if (mailbox.isHere()) {
            onHead(status, headers);
        } else {
            mailbox.post(() -> onHead(status, headers));
        }
    }

    @Override
    public boolean write(ByteBuf data) {
        return mailbox.isHere() ? onWrite(data) : replying.post(data, this::onWrite);
    }

    @Override
    public void end() {
        if (mailbox.isHere()) {
            onEnd();
        } else {
            mailbox.post(this::onEnd);
        }
    }

    @Override
    public void fail(Failure failure) {
        mailbox.run(() -> onFail(failure));
    }

    @Override
    public void over(boolean reusable) {
        if (mailbox.isHere()) {
            onOver(reusable);
        } else {
            mailbox.post(() -> onOver(reusable));
        }
    }

    private void onBegin(Carrier who) {
        if (carrier != null) {
            return;
        }
        carrier = who;
        if (cancelled != null) {
            cancelLater(cancelled);
        } else if (!invoking) {
            later(this::flow); // never from within the carrier's own call
        }
    }

    private void flow() {
        if (cancelled == null && !tenure.isClosed()) {
            body.flowTo(this);
        }
    }

    @Override
    public void data(ByteBuf piece) {
        Carrier to = carrier;
        if (to != null && cancelled == null && !tenure.isClosed()) {
            to.requestData(piece);
        } else {
            piece.release();
        }
    }

    /** The request's body is complete; told by the body itself. */
    @Override
    public void bodyEnd() {
        Carrier to = carrier;
        if (to != null && cancelled == null && !tenure.isClosed()) {
            to.requestEnd();
        }
    }

    @Override
    public void tooLong() {
        if (cancelled == null && !tenure.isClosed()) {
            cancelled = Outcome.TOO_LARGE;
            tell(Failure.of(Outcome.TOO_LARGE, call.tooLarge()));
            if (carrier != null) {
                carrier.cancelled(Outcome.TOO_LARGE);
            }
        }
    }

    private void onHead(int status, HttpHeaders headers) {
        if (isDropped() || replying.isBegun()) {
            return;
        }
        String flaw = replying.head(status, headers, receipt(), tenure);
        if (flaw != null) {
            refuse(flaw);
        }
    }

    private boolean onWrite(ByteBuf data) {
        if (isDropped() || !replying.isBegun()) {
            data.release();
            return true;
        }
        boolean more = replying.write(data);
        if (reply.isOverLength()) {
            refuse("the function's reply is longer than its Content-Length");
        }
        return more;
    }

    private void wantReply() {
        if (carrier != null && cancelled == null && !tenure.isClosed()) {
            carrier.replyWanted();
        }
    }

    private void onEnd() {
        if (isDropped()) {
            return;
        }
        String flaw = replying.end();
        if (flaw != null) {
            refuse(flaw);
        } else {
            settle(Outcome.COMPLETED);
            replying.flushSoon();
        }
    }

    private void onFail(Failure failure) {
        if (!isDropped()) {
            note(EndNotePolicy.note(spec(), failure));
            tell(failure);
        }
    }

    private void onOver(boolean reusable) {
        if (tenure.isClosed()) {
            return;
        }
        if (!isDropped()) {
            onFail(Failure.of(Outcome.CRASHED, "the instance gave the invocation up without a complete reply"));
        }
        close(reusable);
    }

    /** The instance is free or ends, and only then the caller gets the rest: its next invocation finds what there is. */
    private void close(boolean reusable) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        tenure.close(reusable, outcome != null ? outcome : cancelled != null ? cancelled : Outcome.CRASHED);
        reply.flush();
        if (!body.isComplete() && outcome != null) {
            body.discard(false);
        }
    }

    /** The caller's connection is gone. */
    void gone() {
        if (outcome == null) {
            reply.drop();
            settle(Outcome.CLIENT_GONE);
            if (cancelled == null) {
                cancel(Outcome.CLIENT_GONE);
            }
        }
    }

    private void deadline() {
        timer = null;
        if (outcome != null) {
            cancel(Outcome.TIMED_OUT);
            endSoon();
            return;
        }
        cancelled = Outcome.TIMED_OUT;
        usageAwaited = true;
        timer = mailbox.loop().schedule(() -> timedOut(null), USAGE_MILLIS, TimeUnit.MILLISECONDS);
        tenure.instance().usage().whenComplete((usage, _) -> mailbox.run(() -> timedOut(usage)));
    }

    private void timedOut(@Nullable Usage usage) {
        if (usageAwaited) {
            usageAwaited = false;
            expire(usage);
        }
    }

    private void expire(@Nullable Usage usage) {
        if (outcome == null) {
            Failure failure = EndNotePolicy.timedOut(spec(), usage);
            note(failure.detail());
            tell(failure);
        }
        if (!tenure.isClosed()) {
            if (timer != null) {
                timer.cancel(false);
            }
            endSoon();
            cancel(Outcome.TIMED_OUT);
        }
    }

    private void endSoon() {
        timer = mailbox.loop()
                .schedule(
                        () -> {
                            if (!tenure.isClosed()) {
                                note("ended: not done with the invocation " + LAST_MILLIS + " ms after its deadline");
                                close(false);
                            }
                        },
                        LAST_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** What the function gave is no reply: the caller is told, and the carrier need not go on. */
    private void refuse(String why) {
        cancelled = Outcome.FUNCTION_ERROR;
        tell(Failure.of(Outcome.FUNCTION_ERROR, why));
        cancelLater(Outcome.FUNCTION_ERROR);
    }

    private void cancel(Outcome why) {
        cancelled = why;
        if (carrier != null && !tenure.isClosed()) {
            carrier.cancelled(why);
        }
    }

    private void cancelLater(Outcome why) {
        later(() -> {
            if (carrier != null && !tenure.isClosed()) {
                carrier.cancelled(why);
            }
        });
    }

    private void tell(Failure failure) {
        settle(failure.outcome());
        if (reply.canStillTell()) {
            boolean closing = body.isTooMuchToDiscard() || failure.outcome() == Outcome.TOO_LARGE;
            reply.problem(failure, receipt(), tenure.isCold(), tenure.instanceId(), closing);
            body.discard(closing);
        } else {
            reply.abort();
        }
    }

    /** The caller's side is over. */
    private void settle(Outcome how) {
        if (outcome == null) {
            outcome = how;
            call.settled(how, tenure.isCold());
        }
    }

    private boolean isDropped() {
        return cancelled != null || outcome != null;
    }

    private void later(Runnable work) {
        mailbox.loop().execute(work);
    }

    private Receipt receipt() {
        long run = System.nanoTime() - startedNanos;
        StartTimes times = tenure.startTimes();
        return times == null
                ? new Receipt(tenure.queuedNanos(), 0, 0, run)
                : new Receipt(tenure.queuedNanos(), times.claimNanos(), times.readyNanos(), run);
    }

    private void note(@Nullable String text) {
        if (text != null) {
            call.note(tenure.instanceId(), text);
        }
    }

    private FunctionSpec spec() {
        return call.target().revision().spec();
    }
}
