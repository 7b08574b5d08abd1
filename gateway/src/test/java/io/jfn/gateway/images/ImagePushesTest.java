// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.InvalidInputException;
import io.jfn.api.PushedImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.images.ImageException;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.registry.ImageName;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RegistryConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImagePushesTest {
    private static final TenantName TENANT = TenantName.DEFAULT;

    @TempDir
    Path folder;

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final TestImage image = TestImage.of("one");
    private final String name = registry.host() + "/team/app:1";
    private final List<String> steps = new ArrayList<>();
    private ContentStore contents;
    private RegistryClient client;

    @BeforeEach
    void open() {
        contents = new ContentStore(folder, ContentConfig.DEFAULT);
        client = new RegistryClient(RegistryConfig.DEFAULT, contents);
    }

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private PushedImage push(ImageRules rules, String text, Optional<RegistryLogin> login) {
        var access = new RegistryAccess(client, new RegistrySettings(RegistryConfig.DEFAULT, Map.of(TENANT, rules)));
        return new ImagePushes(contents, () -> access, OwnRegistry.at(8080))
                .push(TENANT, text, login, (step, done, total) -> {
                    if (total > 0 && done == total) {
                        steps.add(step);
                    }
                });
    }

    private PushedImage push(String text) {
        return push(ImageRules.OPEN, text, Optional.empty());
    }

    @Test
    void an_image_goes_to_the_registry_of_its_name_and_only_what_is_missing_there() {
        image.into(contents.of(TENANT), registry.host() + "/team/app", "1");
        assertThat(push(name)).isEqualTo(new PushedImage(name, image.digest().value()));
        assertThat(steps).contains("push " + name);
        assertThat(registry.requests).contains("PUT team/app/manifests/1");
        assertThat(client.resolve(ImageName.parse(name)).manifest()).isEqualTo(image.digest());
        registry.requests.clear();
        push(name);
        assertThat(registry.requests).noneMatch(request -> request.startsWith("POST "));
    }

    @Test
    void the_developers_credentials_go_to_their_own_registry_alone() {
        image.into(contents.of(TENANT), registry.host() + "/team/app", "1");
        registry.guard("me", "s3cret");
        assertThatThrownBy(() -> push(ImageRules.OPEN, name, login("other.example")))
                .isInstanceOf(ImageException.class)
                .hasMessageNotContaining("s3cret");
        assertThat(push(ImageRules.OPEN, name, login(registry.host())).manifest())
                .isEqualTo(image.digest().value());
    }

    private static Optional<RegistryLogin> login(String host) {
        return Optional.of(new RegistryLogin("me", "s3cret", "", host));
    }

    @Test
    void what_is_of_the_nodes_own_registry_is_there_already_and_a_name_without_a_registry_is_refused() {
        image.into(contents.of(TENANT), "hello", "1");
        assertThat(push("localhost:8080/hello:1").manifest())
                .isEqualTo(image.digest().value());
        assertThatThrownBy(() -> push("hello:1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'hello:1' names no registry");
        assertThatThrownBy(() -> push("localhost:8080/none:1"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("localhost:8080/none:1");
        assertThatThrownBy(() -> push(name))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("jfn images");
        assertThat(registry.requests).isEmpty();
    }

    @Test
    void a_registry_that_the_tenant_may_not_use_gets_nothing() {
        image.into(contents.of(TENANT), registry.host() + "/team/app", "1");
        var rules = new ImageRules(List.of(new ImagePattern("docker.io")), List.of());
        assertThatThrownBy(() -> push(rules, name, Optional.empty()))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.code()).isEqualTo("image_not_allowed"));
        assertThat(registry.requests).isEmpty();
    }
}
