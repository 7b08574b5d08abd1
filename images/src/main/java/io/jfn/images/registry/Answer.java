// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Printable;
import io.jfn.images.ImageException;
import io.jfn.images.Json;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer whose body is still to be read.
 *
 * @param uri who gave it, after redirects
 * @param status its status
 * @param headers its headers
 * @param body its body
 */
record Answer(URI uri, int status, HttpHeaders headers, InputStream body) implements Closeable {
    private static final int LONGEST_ERROR = 64 << 10;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The announced length of the body; empty when there is none, -1 when it is no number. */
    OptionalLong length() {
        Optional<String> said = header("Content-Length");
        if (said.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(said.get()));
        } catch (NumberFormatException e) {
            return OptionalLong.of(-1);
        }
    }

    /** The media type without its parameters; empty when there is none. */
    String mediaType() {
        return header("Content-Type").orElse("").split(";", 2)[0].strip();
    }

    /** The first bytes of the body, at most one more than {@code most}. */
    byte[] read(int most) throws IOException {
        return body.readNBytes(most + 1);
    }

    /** What the registry says of its refusal, fit to stand in a message; empty when that is nothing. */
    String reason() {
        try {
            byte[] bytes = read(LONGEST_ERROR);
            JsonNode error = Json.read(bytes, "error").path("errors").path(0);
            String message = error.path("message").asText("");
            return Printable.of(message.isEmpty() ? error.path("code").asText("") : message);
        } catch (IOException | ImageException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
