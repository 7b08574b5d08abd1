// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What authorises requests, remembered for each registry and scope as long as it holds; goes to that registry alone. */
final class Tokens {
    private static final int LARGEST_ANSWER = 64 << 10;
    private static final long LEAST_SECONDS = 60;
    private static final long MOST_SECONDS = 3600;
    private static final Pattern FIT_FOR_A_HEADER = Pattern.compile("[\\x21-\\x7e]+");

    private final Credentials credentials;
    private final Transport transport;
    private final Addresses addresses;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();

    private record Key(Endpoint host, String scope) {}

    private record Held(String header, long until) {}

    Tokens(Credentials credentials, Transport transport, Addresses addresses) {
        this.credentials = credentials;
        this.transport = transport;
        this.addresses = addresses;
    }

    /** The header that authorised the like before, when it still holds. */
    Optional<String> known(Place place, String scope) {
        Held known = held.get(new Key(place.host(), scope));
        return known != null && System.nanoTime() - known.until() < 0 ? Optional.of(known.header()) : Optional.empty();
    }

    /** Answers a registry that wants to know who asks; empty when there is nothing to answer with. */
    Optional<String> answer(Place place, String scope, List<String> challenges, Operation operation)
            throws IOException {
        Optional<Challenge> asked = Challenge.choose(Challenge.read(challenges));
        Optional<Credential> credential = credentials.find(place.host().name()).get();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        if (asked.get().isBearer()) {
            return Optional.of(token(place, scope, asked.get(), credential, operation));
        }
        Optional<String> basic =
                credential.filter(found -> !found.isIdentityToken()).map(Credential::basic);
        basic.ifPresent(header -> hold(place, scope, header, Duration.ofSeconds(MOST_SECONDS)));
        return basic;
    }

    /** Says where credentials were looked for, to someone who was refused. */
    String where(Place place) {
        return credentials.find(place.host().name()).where();
    }

    private String token(
            Place place, String scope, Challenge challenge, Optional<Credential> credential, Operation operation)
            throws IOException {
        URI realm = realm(place, challenge);
        addresses.mayLead(place, place.host().base(), realm);
        String service = challenge.parameter("service").orElse("");
        try (Answer answer = transport.send(ask(realm, service, scope, credential), basic(credential), operation)) {
            byte[] bytes = answer.read(LARGEST_ANSWER);
            if (answer.status() == 401 || answer.status() == 403) {
                throw place.refuse(
                        Fault.REGISTRY_UNAUTHORIZED,
                        "gives no token for '" + scope + "'; tried: " + where(place)
                                + ". Log in with an account that may do this, and look at the name");
            }
            if (answer.status() != 200 || bytes.length > LARGEST_ANSWER) {
                throw place.refuse(
                        RetryPolicy.isPassing(answer.status()) ? Fault.REGISTRY_FAILED : Fault.REGISTRY_ANSWER,
                        "its token service " + Printable.of(realm.getAuthority()) + " answered " + answer.status()
                                + ": try again later");
            }
            JsonNode json =
                    Json.read(bytes, "the token of registry " + place.host().name());
            String token = json.path("token").asText(json.path("access_token").asText(""));
            if (!FIT_FOR_A_HEADER.matcher(token).matches()) {
                throw place.refuse(
                        Fault.REGISTRY_ANSWER,
                        "its token service " + Printable.of(realm.getAuthority()) + " answered without a token");
            }
            long seconds = Math.clamp(json.path("expires_in").asLong(0), LEAST_SECONDS, MOST_SECONDS);
            String header = "Bearer " + token;
            // Given up a little early, so that it does not end on its way.
            hold(place, scope, header, Duration.ofSeconds(seconds - 10));
            return header;
        }
    }

    private static Ask ask(URI realm, String service, String scope, Optional<Credential> credential) {
        if (credential.isPresent() && credential.get().isIdentityToken()) {
            String form = "grant_type=refresh_token&client_id=jfn&service=" + encoded(service) + "&scope="
                    + encoded(scope) + "&refresh_token="
                    + encoded(credential.get().secret());
            return new Ask(
                    "POST",
                    realm,
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    Upload.of(form.getBytes(StandardCharsets.UTF_8)));
        }
        var query = new StringBuilder(realm.toString());
        query.append(realm.getRawQuery() == null ? '?' : '&').append("service=").append(encoded(service));
        for (String one : scope.split(" ", -1)) {
            query.append("&scope=").append(encoded(one));
        }
        return Ask.get(URI.create(query.toString()));
    }

    private static Optional<String> basic(Optional<Credential> credential) {
        return credential.filter(found -> !found.isIdentityToken()).map(Credential::basic);
    }

    private static URI realm(Place place, Challenge challenge) {
        String text = challenge.parameter("realm").orElse("");
        try {
            URI realm = URI.create(text);
            if (realm.getHost() != null && realm.getFragment() == null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw place.refuse(
                Fault.REGISTRY_ANSWER,
                "asks for a token and names '" + Printable.of(text) + "' as where to get it, which is no address");
    }

    private void hold(Place place, String scope, String header, Duration length) {
        held.put(new Key(place.host(), scope), new Held(header, System.nanoTime() + length.toNanos()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
