// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionView;
import io.jfn.api.PullEvent;
import io.jfn.api.PushEvent;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.gateway.images.ScriptedRegistry;
import io.jfn.gateway.images.TestImage;
import io.jfn.images.content.ContentStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NamedImagesApiTest extends ApiTest {
    private static final String SECRET = "s3cret-of-the-developer";

    @Inject
    ContentStore contents;

    @Inject
    ObjectMapper json;

    private final ScriptedRegistry registry = new ScriptedRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    private static String body(String name, String image) {
        return "{\"name\":\"%s\",\"image\":\"%s\"}".formatted(name, image);
    }

    private static String header(String host) {
        return RegistryLogin.header("""
                {"username":"me","password":"%s","serveraddress":"%s"}""".formatted(SECRET, host).getBytes(StandardCharsets.UTF_8));
    }

    private <E> List<E> events(Response answer, Class<E> type) throws IOException {
        List<E> events = new ArrayList<>();
        for (String line : answer.asString().lines().toList()) {
            if (line.startsWith("data:")) {
                events.add(json.readValue(line.substring("data:".length()), type));
            }
        }
        return events;
    }

    @Test
    void an_image_that_was_pushed_to_the_node_is_deployed_by_its_name_and_held_by_digest() throws IOException {
        TestImage image = TestImage.of("pushed");
        image.into(contents.of(TenantName.DEFAULT), "pushed", "latest");
        FunctionView view = json.readValue(
                put("pushed", body("pushed", "pushed"))
                        .then()
                        .statusCode(201)
                        .extract()
                        .asString(),
                FunctionView.class);
        assertThat(view.spec().image()).isEqualTo(image.id().value());
        assertThat(view.origin().reference()).isEqualTo("pushed");
        assertThat(view.origin().manifest()).isEqualTo(image.digest().value());
        TestImage.of("pushed again").into(contents.of(TenantName.DEFAULT), "pushed", "latest");
        put("pushed", body("pushed", "pushed")).then().statusCode(200);
        authorized()
                .get("/v1/functions/pushed/revisions")
                .then()
                .body(
                        "origin.reference",
                        equalTo(List.of("pushed", "pushed")),
                        "[1].spec.image",
                        equalTo(image.id().value()));
        authorized().get("/v1/images").then().body("image", hasItem(image.id().value()));
    }

    @Test
    void a_deploy_from_a_registry_is_told_as_server_sent_events() throws IOException {
        registry.push("team/events", "v1", TestImage.of("events"));
        Response answer = authorized()
                .contentType(ContentType.JSON)
                .accept("text/event-stream")
                .body(body("events", registry.host() + "/team/events:v1"))
                .put("/v1/functions/events");
        assertThat(answer.contentType()).startsWith("text/event-stream");
        List<DeployEvent> events = events(answer, DeployEvent.class);
        assertThat(events.getLast().function().name()).isEqualTo("events");
        // How many bytes there are to fetch depends on which layers another test has fetched.
        assertThat(events)
                .anyMatch(event -> event.step() != null && event.step().startsWith("pull "));
    }

    @Test
    void an_image_is_pulled_ahead_with_steps_or_at_once() throws IOException {
        TestImage image = TestImage.of("ahead");
        registry.push("team/ahead", "v1", image);
        String body = "{\"image\":\"%s/team/ahead:v1\"}".formatted(registry.host());
        Response answer = authorized()
                .contentType(ContentType.JSON)
                .accept("text/event-stream")
                .body(body)
                .post("/v1/images/pull");
        assertThat(events(answer, PullEvent.class).getLast().pulled().image().image())
                .isEqualTo(image.id().value());
        authorized()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/images/pull")
                .then()
                .statusCode(200)
                .body("origin.manifest", equalTo(image.digest().value()));
        registry.requests.clear();
        put("ahead", body("ahead", registry.host() + "/team/ahead@" + image.digest()))
                .then()
                .statusCode(201);
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void an_image_is_pushed_with_steps_or_at_once() throws IOException {
        TestImage image = TestImage.of("outwards");
        image.into(contents.of(TenantName.DEFAULT), registry.host() + "/team/outwards", "v1");
        registry.guard("me", SECRET);
        String body = "{\"image\":\"%s/team/outwards:v1\"}".formatted(registry.host());
        Response answer = authorized()
                .contentType(ContentType.JSON)
                .accept("text/event-stream")
                .header(RegistryLogin.HEADER, header(registry.host()))
                .body(body)
                .post("/v1/images/push");
        List<PushEvent> events = events(answer, PushEvent.class);
        assertThat(events.getLast().pushed().manifest())
                .isEqualTo(image.digest().value());
        assertThat(events)
                .anyMatch(event -> event.step() != null && event.step().startsWith("push ") && event.total() > 0);
        assertThat(registry.requests).contains("PUT team/outwards/manifests/v1");
        authorized()
                .contentType(ContentType.JSON)
                .header(RegistryLogin.HEADER, header(registry.host()))
                .body(body)
                .post("/v1/images/push")
                .then()
                .statusCode(200)
                .body("manifest", equalTo(image.digest().value()));
        Response refused = authorized().contentType(ContentType.JSON).body(body).post("/v1/images/push");
        assertThat(refused.asString()).contains("registry_").doesNotContain(SECRET);
        assertProblem(
                authorized()
                        .contentType(ContentType.JSON)
                        .body("{\"image\":\"hello:1\"}")
                        .post("/v1/images/push"),
                400,
                "invalid_input",
                "names no registry");
        assertProblem(
                authorized().contentType(ContentType.JSON).body("{}").post("/v1/images/push"),
                400,
                "invalid_input",
                "registry.example");
    }

    @Test
    void the_developers_credentials_are_used_and_never_shown() throws IOException {
        registry.push("team/private", "v1", TestImage.of("private"));
        registry.guard("me", "another");
        String name = registry.host() + "/team/private:v1";
        for (String accept : List.of("application/json", "text/event-stream", "application/x-ndjson")) {
            String refused = authorized()
                    .contentType(ContentType.JSON)
                    .accept(accept)
                    .header(RegistryLogin.HEADER, header(registry.host()))
                    .body(body("private", name))
                    .put("/v1/functions/private")
                    .asString();
            assertThat(refused).contains("registry_").doesNotContain(SECRET, header(registry.host()));
        }
        registry.guard("me", SECRET);
        String deployed = authorized()
                .contentType(ContentType.JSON)
                .header(RegistryLogin.HEADER, header(registry.host()))
                .body(body("private", name))
                .put("/v1/functions/private")
                .then()
                .statusCode(201)
                .extract()
                .asString();
        assertThat(deployed).doesNotContain(SECRET);
        String revisions = authorized().get("/v1/functions/private/revisions").asString();
        assertThat(revisions).doesNotContain(SECRET);
    }

    @Test
    void what_is_no_login_or_no_name_is_a_problem_that_shows_nothing_of_it() {
        for (String wrong : List.of(
                "%%%" + SECRET, RegistryLogin.header(("{\"password\":" + SECRET).getBytes(StandardCharsets.UTF_8)))) {
            Response answer = authorized()
                    .contentType(ContentType.JSON)
                    .header(RegistryLogin.HEADER, wrong)
                    .body(body("nologin", "nginx"))
                    .put("/v1/functions/nologin");
            assertProblem(answer, 400, "invalid_input", RegistryLogin.HEADER);
            assertThat(answer.asString()).doesNotContain(SECRET);
        }
        assertProblem(put("noname", body("noname", "No Name")), 400, "invalid_input", "No Name");
        assertProblem(put("noname", body("noname", registry.host() + "/UPPER")), 400, "invalid_input", "capital");
        assertProblem(put("noname", body("noname", registry.host() + "/team/none:v1")), 400, "image_not_found", "none");
        assertProblem(
                authorized().contentType(ContentType.JSON).body("{}").post("/v1/images/pull"),
                400,
                "invalid_input",
                "nginx:1.25");
    }
}
