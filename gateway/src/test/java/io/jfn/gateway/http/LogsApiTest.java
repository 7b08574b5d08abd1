// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.LogLine;
import io.jfn.gateway.logs.LogQuery;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LogsApiTest extends ApiTest {
    @Inject
    ObjectMapper json;

    @TestHTTPResource("/v1/functions/followed/logs?follow=true&tail=3")
    URI followed;

    @Test
    void kept_lines_are_one_json_object_a_line() throws IOException {
        deploy("talks");
        node.queries.clear();
        String lines = authorized()
                .get("/v1/functions/talks/logs?tail=7&since=5&instance=i1&invocation=x")
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        assertThat(lines.lines()).hasSize(2);
        assertThat(json.readValue(lines.lines().toList().get(1), LogLine.class))
                .isEqualTo(FakeNode.line("talks", "two\u0007"));
        assertThat(node.queries).containsExactly(new LogQuery(7, 5, "i1", "x"));
    }

    @Test
    void a_followed_log_comes_line_by_line_until_the_client_goes() throws Exception {
        deploy("followed");
        var request = HttpRequest.newBuilder(followed)
                .header("Authorization", "Bearer " + token())
                .build();
        FakeNode.Following following;
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = client.sendAsync(request, BodyHandlers.ofInputStream());
            following = node.followed.poll(10, TimeUnit.SECONDS);
            assertThat(following.query()).isEqualTo(new LogQuery(3, 0, null, null));
            LogLine first = FakeNode.line("followed", "first");
            LogLine second = FakeNode.line("followed", "second");
            following.reader().accept(first);
            InputStream body = answer.get(10, TimeUnit.SECONDS).body();
            var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            assertThat(json.readValue(lines.readLine(), LogLine.class)).isEqualTo(first);
            following.reader().accept(second);
            assertThat(json.readValue(lines.readLine(), LogLine.class)).isEqualTo(second);
            assertThat(following.closed()).isNotDone();
            body.close();
            client.shutdownNow();
        }
        following.closed().get(10, TimeUnit.SECONDS);
        following.reader().accept(FakeNode.line("followed", "nobody reads this"));
    }

    @Test
    void wrong_questions_are_problems() throws IOException {
        deploy("asked");
        assertProblem(authorized().get("/v1/functions/none/logs"), 404, "not_found", "'none'");
        assertProblem(authorized().get("/v1/functions/asked/logs?tail=x"), 400, "invalid_input", "'tail'");
        assertProblem(authorized().get("/v1/functions/asked/logs?tail=-1"), 400, "invalid_input", "'tail'");
        assertProblem(authorized().get("/v1/functions/asked/logs?since=yesterday"), 400, "invalid_input", "'since'");
        assertProblem(authorized().get("/v1/functions/asked/logs?follow=perhaps"), 400, "invalid_input", "'follow'");
    }
}
