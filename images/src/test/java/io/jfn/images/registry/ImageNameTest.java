// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx, docker.io/library/nginx:latest",
        "nginx:1.25, docker.io/library/nginx:1.25",
        "team/app, docker.io/team/app:latest",
        "docker.io/nginx, docker.io/library/nginx:latest",
        "index.docker.io/nginx, docker.io/library/nginx:latest",
        "registry-1.docker.io/team/app:x, docker.io/team/app:x",
        "localhost/app, localhost/app:latest",
        "localhost:5000/a/b/c:1, localhost:5000/a/b/c:1",
        "Registry.Example.COM/app, registry.example.com/app:latest",
        "127.0.0.1:80/a__b.c--d, 127.0.0.1:80/a__b.c--d:latest",
        "host:5000/app, host:5000/app:latest",
        "localhost:5000, docker.io/library/localhost:5000",
        "app:V1.0_x-y, docker.io/library/app:V1.0_x-y",
    })
    void names_are_completed_as_docker_does(String text, String whole) {
        ImageName name = ImageName.parse(text);
        assertThat(name).hasToString(whole);
        assertThat(ImageName.parse(whole)).isEqualTo(name);
    }

    @Test
    void a_digest_counts_more_than_a_tag() {
        ImageName both = ImageName.parse("localhost:5000/a:1@" + DIGEST);
        assertThat(both.tag()).isEqualTo("1");
        assertThat(both.reference()).isEqualTo(DIGEST);
        ImageName alone = ImageName.parse("nginx@" + DIGEST);
        assertThat(alone.tag()).isNull();
        assertThat(alone).hasToString("docker.io/library/nginx@" + DIGEST);
        assertThat(alone.tagged("2").reference()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " nginx",
                "nginx ",
                "https://example.com/app",
                "App",
                "team/App",
                "a//b",
                "/a",
                "a/",
                "a/../b",
                ".a/b",
                "a..b",
                "a___b",
                "-a",
                "a:",
                "a:.x",
                "a:-x",
                "a:x/y",
                "a:b:c",
                "a@",
                "a@sha256:12",
                "a@sha512:00",
                "host:0/a",
                "host:65536/a",
                "host:/a",
                "localhost:5000/",
                "ex_ample.com/a",
                "-example.com/a",
                "a\nb",
                "a\0",
                "ä",
                "a?x=1",
                "a#b",
                "user@host/a",
                "[::1]:5000/a",
                "a%2fb",
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> ImageName.parse(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void errors_say_what_to_write_instead() {
        assertThatThrownBy(() -> ImageName.parse("localhost/Team/App"))
                .hasMessageContaining("has a repository with capital letters: write 'team/app'");
        assertThatThrownBy(() -> ImageName.parse("https://x/y")).hasMessageContaining("begins with a scheme");
        assertThatThrownBy(() -> ImageName.parse("a:" + "t".repeat(129))).hasMessageContaining("1 to 128 letters");
        assertThatThrownBy(() -> ImageName.parse("a/".repeat(200) + "a")).hasMessageContaining("longer than 255");
    }
}
