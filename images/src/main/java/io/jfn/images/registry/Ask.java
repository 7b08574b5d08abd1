// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request, without what authorises it.
 *
 * @param method the verb
 * @param uri where it goes
 * @param headers its headers
 * @param body what is sent; null for nothing
 */
record Ask(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable Upload body) {
    Ask {
        headers = Map.copyOf(headers);
    }

    static Ask get(URI uri) {
        return new Ask("GET", uri, Map.of(), null);
    }

    static Ask head(URI uri) {
        return new Ask("HEAD", uri, Map.of(), null);
    }

    Ask with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Ask(method, uri, more, body);
    }

    Ask at(URI other) {
        return new Ask(method, other, headers, body);
    }

    /** Whether it only reads, so that it may be sent again and sent elsewhere. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Whether it goes on with what was begun: the host was there a moment ago, so it is worth some patience. */
    boolean resumes() {
        return headers.containsKey("Range");
    }
}
