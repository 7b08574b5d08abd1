// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.InvalidInputException;
import io.jfn.gateway.images.OwnRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeNameTest {
    private static final OwnRegistry OWN = OwnRegistry.at(8080);

    @ParameterizedTest
    @CsvSource({
        "hello:1, hello, 1, docker.io/library/hello:1",
        "hello, hello, latest, docker.io/library/hello:latest",
        "team/hello:1, team/hello, 1, docker.io/team/hello:1",
        "localhost:8080/hello:1, hello, 1, localhost:8080/hello:1",
        "local/hello:1, hello, 1, docker.io/library/hello:1",
        "localhost:5000/hello:1, localhost:5000/hello, 1, localhost:5000/hello:1",
        "registry.example/team/hello:1, registry.example/team/hello, 1, registry.example/team/hello:1",
    })
    void a_name_without_a_registry_is_one_of_this_nodes_own(String text, String repository, String tag, String full) {
        NodeName name = NodeName.of(text, OWN);
        assertThat(name.repository()).isEqualTo(repository);
        assertThat(name.tag()).isEqualTo(tag);
        assertThat(name.full()).hasToString(full);
    }

    @Test
    void a_build_cannot_choose_its_digest() {
        assertThatThrownBy(() -> NodeName.of("hello@sha256:" + "0".repeat(64), OWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("digest");
    }
}
