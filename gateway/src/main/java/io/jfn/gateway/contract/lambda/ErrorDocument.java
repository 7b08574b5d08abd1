// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An error as the Runtime API writes it, in both directions; here made short and printable. */
record ErrorDocument(String type, String message, List<String> stackTrace) {
    static final int LIMIT = 256 << 10;

    private static final int MOST_FRAMES = 64;
    private static final Pattern CATEGORY = Pattern.compile("(Runtime|Function)\\.[A-Z][a-zA-Z]{0,100}");
    private static final ObjectMapper JSON = new ObjectMapper();

    ErrorDocument {
        stackTrace = List.copyOf(stackTrace);
    }

    /** Reads what a runtime reports, whatever it is; the category is its header. */
    static ErrorDocument read(byte[] body, @Nullable String category, String otherwise) {
        String type = category != null && CATEGORY.matcher(category).matches() ? category : otherwise;
        try {
            JsonNode document = JSON.readTree(body);
            if (document == null || !document.isObject()) {
                return new ErrorDocument(type, "the runtime reported no error document", List.of());
            }
            var frames = new ArrayList<String>();
            for (JsonNode frame : document.path("stackTrace")) {
                if (frames.size() < MOST_FRAMES) {
                    frames.add(Printable.of(frame.asText().strip()));
                }
            }
            String reported = document.path("errorType").asText("");
            return new ErrorDocument(
                    Printable.of(reported.isEmpty() ? type : reported),
                    Printable.of(document.path("errorMessage").asText("")),
                    frames);
        } catch (IOException _) {
            return new ErrorDocument(type, "the runtime reported an error document that is not JSON", List.of());
        }
    }

    /** The error document that a runtime gets. */
    static String json(String type, String message) {
        try {
            return JSON.writeValueAsString(Map.of("errorMessage", message, "errorType", type));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings can be written as JSON", e);
        }
    }

    @Override
    public String toString() {
        return message.isEmpty() ? type : type + ": " + message;
    }

    Map<String, Object> facts() {
        return Map.of("errorType", type, "errorMessage", message, "stackTrace", stackTrace);
    }
}
