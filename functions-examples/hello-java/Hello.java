// SPDX-License-Identifier: Apache-2.0
import java.util.Map;

/** Says hello to whoever the query, or the event itself, names. */
public final class Hello {
    private Hello() {}

    /** Gets the event as parsed JSON; what it returns becomes JSON again. */
    public static Map<String, Object> handle(Map<String, Object> event) {
        Object name = event.get("queryStringParameters") instanceof Map<?, ?> query ? query.get("name") : null;
        if (name == null) {
            name = event.getOrDefault("name", "world");
        }
        return Map.of(
                "statusCode", 200,
                "headers", Map.of("content-type", "text/plain; charset=utf-8"),
                "body", "hello, ".concat(name.toString()).concat(", from Java\n"));
    }
}
