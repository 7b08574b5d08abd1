import java.util.Map;

public final class Hello {
    private Hello() {}

    /** Gets an HTTP call as an event; what it returns is the answer. jfn compiles this file when it deploys. */
    public static Map<String, Object> handle(Map<String, Object> event) {
        Object name = event.get("queryStringParameters") instanceof Map<?, ?> query ? query.get("name") : null;
        return Map.of(
                "statusCode", 200,
                "headers", Map.of("content-type", "text/plain; charset=utf-8"),
                "body", "hello, " + (name == null ? "world" : name) + "\n");
    }
}
