// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.InvalidInputException;
import io.jfn.api.LogLine;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.logs.LogQuery;
import io.jfn.gateway.logs.LogSource;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What functions wrote. */
@Path("/v1/functions/{name}/logs")
@Produces("application/x-ndjson")
@Tag(name = "logs", description = "What functions wrote")
@RunOnVirtualThread
public final class LogsResource {
    private static final int MOST_LINES = 100_000;

    private final FunctionRegistry registry;
    private final LogSource logs;

    public LogsResource(FunctionRegistry registry, LogSource logs) {
        this.registry = registry;
        this.logs = logs;
    }

    @GET
    @Blocking
    @Operation(
            operationId = "readLogs",
            summary = "Read a function's log, one JSON object a line",
            description = "With `follow` the answer goes on with each new line until the client goes away.")
    public Multi<LogLine> read(
            @PathParam("name") String name,
            @Parameter(description = "how many lines at most, the newest; 0 to 100000")
                    @QueryParam("tail")
                    @DefaultValue("100")
                    String tail,
            @Parameter(description = "only lines of this time or later, in milliseconds since 1970")
                    @QueryParam("since")
                    @DefaultValue("0")
                    String since,
            @Parameter(description = "only lines of this instance") @QueryParam("instance") @Nullable String instance,
            @Parameter(description = "only lines of this invocation") @QueryParam("invocation") @Nullable
                    String invocation,
            @Parameter(description = "go on with new lines") @QueryParam("follow") @DefaultValue("false")
                    String follow) {
        if (registry.function(name).isEmpty()) {
            throw ProblemException.unknownFunction(name);
        }
        var query = new LogQuery(
                (int) number("tail", tail, MOST_LINES), number("since", since, Long.MAX_VALUE), instance, invocation);
        boolean goesOn = switch (follow) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw new InvalidInputException("query parameter 'follow' must be 'true' or 'false'");
        };
        return goesOn
                ? Multi.createFrom().publisher(new LogStream(logs, name, query))
                : Multi.createFrom().iterable(logs.tail(name, query));
    }

    private static long number(String what, String text, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new InvalidInputException("query parameter '" + what + "' must be a number from 0 to " + most);
    }
}
