// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.LogLine;
import io.jfn.gateway.logs.LogQuery;
import io.jfn.gateway.logs.LogStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What is kept in memory for a function goes with it; instances of the fake node fail each call, which counts and is noted. */
@QuarkusTest
class RemovalApiTest extends ApiTest {
    @Inject
    LogStore logs;

    @Test
    void a_removed_function_leaves_no_meters_and_no_lines() throws IOException {
        deploy("leaver");
        given().get("/function/leaver");
        assertThat(metrics()).contains("function=\"leaver\"");
        assertThat(lines()).isNotEmpty();

        authorized().delete("/v1/functions/leaver").then().statusCode(204);

        await(() -> !metrics().contains("function=\"leaver\""));
        await(() -> lines().isEmpty());
    }

    private static String metrics() {
        return given().get("/metrics").asString();
    }

    private List<LogLine> lines() {
        return logs.tail("leaver", new LogQuery(10, 0, null, null));
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("it comes true in time").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
