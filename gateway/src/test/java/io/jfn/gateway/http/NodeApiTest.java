// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class NodeApiTest extends ApiTest {
    @Test
    void the_node_tells_of_itself_and_its_worker() {
        authorized()
                .get("/v1/node")
                .then()
                .statusCode(200)
                .body("node", equalTo("n1"), "cgroups", equalTo("v2"), "workerConnected", equalTo(true))
                .body(
                        "readySandboxes",
                        equalTo(5),
                        "memoryBudgetBytes",
                        equalTo(4L << 30),
                        "version",
                        equalTo("0.1.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/functions",
                "/v1/functions/none",
                "/v1/nothing",
                "//v1/functions",
                "/v1//functions",
                "/%76%31/functions",
                "/v1;a=b/functions",
                "/./v1/functions",
                "/x/../v1/functions",
                "/V1/../v1/functions"
            })
    void nothing_of_the_api_is_told_without_the_token(String path) {
        Response answer = given().urlEncodingEnabled(false).get(path);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(400, 401, 404);
        assertThat(answer.asString()).contains("urn:jfn:problem:").doesNotContain("/function/");
    }

    @Test
    void a_missing_and_a_wrong_token_are_problems_that_name_the_scheme() {
        Response missing = given().get("/v1/node");
        assertProblem(missing, 401, "unauthorized", "Authorization: Bearer");
        assertThat(missing.header("WWW-Authenticate")).startsWith("Bearer");
        for (String wrong : new String[] {
            "Bearer jfn_" + "x".repeat(43), "Bearer ", "Bearer", "Basic " + token(), "Bearer " + token() + "x", token()
        }) {
            assertProblem(given().header("Authorization", wrong).get("/v1/node"), 401, "unauthorized");
        }
        assertProblem(given().delete("/v1/functions/none"), 401, "unauthorized");
        given().header("Authorization", "bearer " + token())
                .get("/v1/node")
                .then()
                .statusCode(200);
    }

    @Test
    void the_token_is_the_gateways_alone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(tokenFile().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void health_is_open_and_ready_only_with_a_worker() {
        given().get("/health/live").then().statusCode(200);
        given().get("/health/ready").then().statusCode(200).body("status", equalTo("UP"));
        node.connected = false;
        try {
            given().get("/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.find { it.name == 'gateway' }.data.workerConnected", equalTo(false));
            given().get("/health/live").then().statusCode(200);
        } finally {
            node.connected = true;
        }
    }

    @Test
    void metrics_are_open_and_tell_the_nodes_state() throws IOException {
        deploy("measured");
        given().get("/metrics");
        given().get("/metrics")
                .then()
                .statusCode(200)
                .body(containsString("jfn_instances{state=\"paused\"}"))
                .body(containsString("jfn_functions "))
                .body(containsString("jfn_sandboxes_ready 5.0"))
                .body(containsString("jfn_memory_budget_bytes 4.294967296E9"));
    }

    @Test
    void the_page_about_metrics_names_those_that_there_are() throws IOException {
        deploy("listed");
        given().get("/function/listed");
        given().get("/function/none-of-this-name");
        List<String> documented = Pattern.compile("(?m)^\\| `(jfn_\\w+?)(?:_total)?` \\| (counter|gauge|histogram) ")
                .matcher(Files.readString(Path.of("../docs/metrics.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        List<String> told = Pattern.compile("(?m)^# TYPE (jfn_\\w+?)(?:_total)? (\\w+)$")
                .matcher(given().get("/metrics").asString())
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .filter(row -> !row.contains("_seconds_max "))
                .toList();
        assertThat(documented)
                .hasSizeGreaterThan(10)
                .containsAll(told)
                .filteredOn(row -> !told.contains(row))
                .as("those that nothing happened for yet")
                .isSubsetOf("jfn_queue_rejections counter", "jfn_cold_start_seconds histogram");
    }

    @Test
    void the_openapi_document_is_open_and_describes_each_path() {
        String document =
                given().get("/openapi").then().statusCode(200).extract().asString();
        assertThat(document)
                .contains(
                        "/v1/sources:",
                        "/v1/images:",
                        "/v1/functions/{name}:",
                        "/v1/functions/{name}/logs:",
                        "/v1/functions/{name}/instances:",
                        "/v1/instances:",
                        "/v1/node:",
                        "scheme: bearer",
                        "Deploy a function");
    }

    @Test
    void a_header_that_is_too_long_is_refused() {
        given().header("X-Long", "x".repeat(20_000)).get("/health/live").then().statusCode(431);
    }
}
