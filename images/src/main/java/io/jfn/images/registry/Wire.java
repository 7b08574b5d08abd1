// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Printable;
import io.jfn.images.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Asks registries: authorises, follows redirects within bounds, repeats what failed in passing. */
final class Wire {
    private static final int MOST_REDIRECTS = 5;
    // A stall has cost its wait already.
    private static final int A_STALL_COUNTS = 2;

    private final RetryPolicy retry;
    private final Transport transport;
    private final Tokens tokens;
    private final Addresses addresses;
    private final RegistryConfig config;

    Wire(RegistryConfig config, Transport transport, Tokens tokens, Addresses addresses) {
        this.config = config;
        this.retry = RetryPolicy.of(config.times());
        this.transport = transport;
        this.tokens = tokens;
        this.addresses = addresses;
    }

    RegistryLimits limits() {
        return config.limits();
    }

    RegistryTimes times() {
        return config.times();
    }

    RetryPolicy retry() {
        return retry;
    }

    /**
     * Asks until there is an answer that will stay the same; reads are repeated, writes only when the registry did not
     * take them. The answer may still say no: its status is the caller's business, but for 401, 403 and 429.
     */
    Answer ask(Place place, Ask ask, String scope, Operation operation) {
        for (int failed = 1; ; failed++) {
            operation.check();
            try {
                Answer answer = once(place, ask, scope, operation);
                if (!RetryPolicy.isPassing(answer.status())) {
                    return refuseStrangers(place, ask, answer);
                }
                try (answer) {
                    boolean untaken = answer.status() == 429 || answer.status() == 503;
                    Optional<Duration> asked = asked(answer);
                    boolean bearable = asked.map(retry::mayWait).orElse(true);
                    if (!retry.again(failed) || !bearable || !(ask.reads() || untaken)) {
                        throw Refusals.passing(place, answer, asked);
                    }
                    operation.pause(asked.orElse(retry.pause(failed)));
                }
            } catch (IOException e) {
                failed += e instanceof StalledException ? A_STALL_COUNTS - 1 : 0;
                if (!ask.reads() || !retry.again(failed) || Refusals.isLasting(e, ask)) {
                    throw Refusals.broken(place, e, config.times());
                }
                operation.pause(retry.pause(failed));
            }
        }
    }

    /** One try, which fails with an {@link IOException} when the connection does. */
    Answer once(Place place, Ask ask, String scope, Operation operation) throws IOException {
        addresses.mayAsk(place);
        Answer first = follow(place, ask, tokens.known(place, scope), operation);
        if (first.status() != 401 || !place.host().owns(first.uri())) {
            return first;
        }
        first.close();
        Optional<String> authorization =
                tokens.answer(place, scope, first.headers().allValues("WWW-Authenticate"), operation);
        if (authorization.isEmpty()) {
            throw Refusals.unauthorized(place, tokens.where(place));
        }
        return follow(place, ask, authorization, operation);
    }

    private Answer refuseStrangers(Place place, Ask ask, Answer answer) throws IOException {
        if (answer.status() == 401) {
            answer.close();
            throw Refusals.unauthorized(place, tokens.where(place));
        }
        if (answer.status() == 403) {
            try (answer) {
                throw Refusals.denied(place, ask, answer, tokens.where(place));
            }
        }
        return answer;
    }

    /** Credentials go along only as long as the registry itself is asked; once elsewhere, they never come back. */
    private Answer follow(Place place, Ask ask, Optional<String> authorization, Operation operation)
            throws IOException {
        URI at = ask.uri();
        Set<URI> seen = new HashSet<>();
        boolean home = true;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            home &= place.host().owns(at);
            if (!home) {
                addresses.mayLead(place, place.host().base(), at);
            }
            if (!seen.add(at)) {
                throw place.refuse(
                        Fault.REGISTRY_REDIRECT, "its redirects go in a loop: tell whoever runs it, or use a mirror");
            }
            Answer answer = transport.send(ask.at(at), home ? authorization : Optional.empty(), operation);
            if (!isRedirect(answer.status())) {
                return answer;
            }
            answer.close();
            if (!ask.reads()) {
                throw place.refuse(Fault.REGISTRY_REDIRECT, "it sends an upload elsewhere, which is not followed");
            }
            URI next = location(place, at, answer);
            addresses.mayLead(place, at, next);
            at = next;
        }
        throw place.refuse(
                Fault.REGISTRY_REDIRECT, "it redirects more than " + MOST_REDIRECTS + " times: not followed further");
    }

    /** Where an answer points to, relative to who gave it. */
    static URI location(Place place, URI base, Answer answer) {
        String text = answer.header("Location").orElse("");
        try {
            if (!text.isEmpty()) {
                return base.resolve(URI.create(text));
            }
        } catch (IllegalArgumentException e) {
            throw place.refuse(
                    Fault.REGISTRY_REDIRECT, "it leads to '" + Printable.of(text) + "', which is no address", e);
        }
        throw place.refuse(Fault.REGISTRY_REDIRECT, "it answers " + answer.status() + " without saying where to");
    }

    private static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private static Optional<Duration> asked(Answer answer) {
        return answer.header("Retry-After")
                .flatMap(text -> RetryPolicy.asked(text, answer.header("Date").orElse("")));
    }
}
