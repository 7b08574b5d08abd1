// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.CallAuth;
import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FunctionsApiTest extends ApiTest {
    private static final String NO_SOURCE = "sha256:" + "0".repeat(64);

    @Inject
    ObjectMapper json;

    @Test
    void a_function_is_deployed_shown_deployed_again_and_removed() throws IOException {
        String body = spec("life", upload(), ",\"secrets\":{\"key\":\"c2VjcmV0\"},\"auth\":\"token\"");
        FunctionView first = json.readValue(
                put("life", body).then().statusCode(201).extract().asString(), FunctionView.class);
        assertThat(first.revision()).isEqualTo(1);
        assertThat(first.path()).isEqualTo("/function/life");
        assertThat(first.imageBytes()).isPositive();
        assertThat(first.spec().auth()).isEqualTo(CallAuth.TOKEN);
        assertThat(first.spec().secrets()).containsOnlyKeys("key").doesNotContainValue("c2VjcmV0");
        put("life", body)
                .then()
                .statusCode(200)
                .body("revision", equalTo(2), "createdAtMillis", equalTo(first.createdAtMillis()));
        authorized().get("/v1/functions").then().statusCode(200).body("name", hasItem("life"));
        authorized()
                .get("/v1/functions/life/revisions")
                .then()
                .statusCode(200)
                .body("revision", equalTo(List.of(2, 1)), "current", equalTo(List.of(true, false)));
        String shown = authorized()
                .get("/v1/functions/life")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(shown).contains("\"auth\":\"token\"").doesNotContain("c2VjcmV0");
        authorized().delete("/v1/functions/life").then().statusCode(204);
        assertProblem(authorized().get("/v1/functions/life"), 404, "not_found", "'life'");
        assertProblem(authorized().delete("/v1/functions/life"), 404, "not_found", "'life'");
        put("life", body).then().statusCode(201).body("revision", equalTo(3));
    }

    @Test
    void a_specification_written_in_full_by_a_client_is_taken() throws IOException {
        FunctionSpec spec = json.readValue(spec("infull", upload(), ""), FunctionSpec.class);
        put("infull", json.writeValueAsString(spec)).then().statusCode(201);
    }

    @Test
    void any_accept_gets_json() throws IOException {
        String body = spec("anyaccept", upload(), "");
        for (String accept : List.of("*/*", "application/*, text/plain", "application/json")) {
            authorized()
                    .contentType(ContentType.JSON)
                    .accept(accept)
                    .body(body)
                    .put("/v1/functions/anyaccept")
                    .then()
                    .contentType("application/json");
        }
    }

    private List<DeployEvent> steps(String name, String body) throws IOException {
        String lines = authorized()
                .contentType(ContentType.JSON)
                .accept("application/x-ndjson")
                .body(body)
                .put("/v1/functions/" + name)
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString();
        List<DeployEvent> events = new java.util.ArrayList<>();
        for (String line : lines.lines().toList()) {
            events.add(json.readValue(line, DeployEvent.class));
        }
        return events;
    }

    @Test
    void a_deploy_can_be_watched_step_by_step() throws IOException {
        List<DeployEvent> events = steps("watched", spec("watched", upload(), ""));
        assertThat(events.getLast().function().name()).isEqualTo("watched");
        assertThat(events.subList(0, events.size() - 1))
                .allSatisfy(one -> assertThat(one.step()).isNotBlank());
    }

    @Test
    void a_watched_deploy_that_fails_ends_with_its_problem() throws IOException {
        List<DeployEvent> events = steps("watchedfails", spec("watchedfails", NO_SOURCE, ""));
        assertThat(events.getLast().function()).isNull();
        assertThat(events.getLast().problem().code()).isEqualTo("source_not_found");
        assertProblem(authorized().get("/v1/functions/watchedfails"), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0007', textBlock = """
                    {"name":"bad"                                            | invalid_json  | line 1
                    null                                                     | invalid_input | null
                    []                                                       | invalid_json  | the body
                    {"name":"bad","runtime":"native","nmae":"x"}             | invalid_json  | nmae
                    {"name":"bad","name":"bad","runtime":"native"}           | invalid_json  | uplicate
                    {"name":"bad","runtime":"cobol"}                         | invalid_json  | python3
                    {"name":"bad","runtime":"native"} {}                     | invalid_json  | the body
                    {"name":"bad","runtime":"native","port":"x"}             | invalid_json  | port
                    {"name":"bad","runtime":"native","port":70000}           | invalid_input | port
                    {"name":"bad","runtime":"native","scale":{"max":0}}      | invalid_input | scale.max
                    {"name":"bad"}                                           | invalid_input | runtime
                    {"name":"Bad!","runtime":"native"}                       | invalid_input | Bad!
                    {"name":"other","runtime":"native"}                      | invalid_input | 'other'
                    {"name":"bad","runtime":"native"}                        | source_missing | source
                    """)
    void a_wrong_specification_is_a_problem(String body, String code, String word) {
        assertProblem(put("bad", body), 400, code, word);
    }

    @Test
    void an_unknown_source_is_a_problem_and_leaves_nothing() {
        assertProblem(put("nosource", spec("nosource", NO_SOURCE, "")), 400, "source_not_found", NO_SOURCE);
        assertProblem(authorized().get("/v1/functions/nosource"), 404, "not_found");
    }

    @Test
    void more_memory_than_the_node_has_is_a_problem() throws IOException {
        String limits = ",\"limits\":{\"memoryBytes\":8589934592,\"cpuMillis\":100,\"pids\":10,\"tmpBytes\":0}";
        assertProblem(put("greedy", spec("greedy", upload(), limits)), 400, "invalid_input", "greedy", "memory");
    }

    @Test
    void what_the_framework_refuses_is_a_problem_too() {
        assertProblem(authorized().get("/v1/nothing"), 404, "not_found");
        assertProblem(authorized().get("/v1/functions/%2e%2e/x/y"), 400, "bad_request");
        assertProblem(authorized().post("/v1/functions/bad"), 405, "method_not_allowed");
        assertProblem(
                authorized().contentType("text/plain").body("x").put("/v1/functions/bad"),
                415,
                "unsupported_media_type");
        assertProblem(authorized().accept("image/png").get("/v1/functions"), 406, "not_acceptable");
        assertProblem(authorized().get("/v1/functions/none/instances"), 404, "not_found", "'none'");
        assertProblem(authorized().get("/v1/functions/none/revisions"), 404, "not_found", "'none'");
    }

    @Test
    void instances_are_shown_with_what_they_use_as_far_as_it_is_told() throws IOException {
        deploy("running");
        deploy("mute");
        authorized()
                .get("/v1/functions/running/instances")
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0].function", equalTo("running"), "[0].memoryBytes", equalTo(11), "[0].cpuMicros", equalTo(33));
        authorized()
                .get("/v1/functions/mute/instances")
                .then()
                .statusCode(200)
                .body("[0].memoryBytes", equalTo(0), "[0].startedAtMillis", greaterThan(0L));
        authorized()
                .get("/v1/instances")
                .then()
                .statusCode(200)
                .body("function", hasItem("mute"), "function", hasItem("running"));
        authorized().get("/v1/functions/running").then().body("instances", equalTo(1));
    }
}
