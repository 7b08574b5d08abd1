// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to see before it answers (RFC 9110, WWW-Authenticate).
 *
 * @param scheme {@code bearer} or {@code basic}, small
 * @param parameters what it says to it
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int LONGEST = 4096;
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]++";
    private static final Pattern SCHEME = Pattern.compile("\\G[\\s,]*+(" + TOKEN + ")(?=\\s|,|$)(?!\\s*=)");
    private static final Pattern PARAMETER =
            Pattern.compile("\\G[\\s,]*+(" + TOKEN + ")\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(" + TOKEN + "))");

    /** Reads the headers' values; what cannot be read ends the list. */
    static List<Challenge> read(List<String> headers) {
        List<Challenge> all = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= LONGEST) {
                read(header, all);
            }
        }
        return all;
    }

    /** The one to answer: a token is asked for before a password is shown. */
    static Optional<Challenge> choose(List<Challenge> all) {
        return first(all, "bearer").or(() -> first(all, "basic"));
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    private static void read(String header, List<Challenge> into) {
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        int at = 0;
        while (scheme.find(at) && scheme.start() == at) {
            at = scheme.end();
            Map<String, String> parameters = new HashMap<>();
            while (at < header.length() && parameter.find(at)) {
                String quoted = parameter.group(2);
                String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
                parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
                at = parameter.end();
            }
            into.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }

    private static Optional<Challenge> first(List<Challenge> all, String scheme) {
        return all.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }
}
