// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/function/x?a=http://b", "/v1/functions?a=//b;c#d"})
    void a_path_is_left_as_it_is(String target) {
        assertThat(RequestTarget.parse("GET", target)).isEqualTo(new RequestTarget.Plain());
    }

    @Test
    void a_star_is_for_options() {
        assertThat(RequestTarget.parse("OPTIONS", "*")).isEqualTo(new RequestTarget.Plain());
        assertThat(RequestTarget.parse("GET", "*")).isInstanceOf(RequestTarget.Flaw.class);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/function/x, host, /function/x",
        "HTTP://Host:8080/a?b=c, Host:8080, /a?b=c",
        "https://[::1]:8080, [::1]:8080, /",
        "http://host?q=/x, host, /?q=/x",
        "http://host/function/a//b/../c, host, /function/a//b/../c"
    })
    void an_absolute_target_is_taken_apart_and_not_changed(String target, String authority, String path) {
        assertThat(RequestTarget.parse("GET", target)).isEqualTo(new RequestTarget.Absolute(authority, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "function/x",
                "host:80",
                "http:/host/x",
                "http:///x",
                "http://?x",
                "ftp://host/",
                "://host/",
                "http://user@host/",
                "http://user:pass@host/x",
                "javascript://host/",
                "//double",
                "/http://host/",
                "/a/./b",
                "/a/../b",
                "/a/..",
                "/a/.",
                "/a;b",
                "/a\\b",
                "/a#b",
                "/a%2Fb",
                "/a%5cb",
                "/a/%2e%2E/b",
                "/a%00",
                "http://host/a//b"
            })
    void anything_else_is_refused(String target) {
        assertThat(RequestTarget.parse("GET", target)).isInstanceOf(RequestTarget.Flaw.class);
    }

    @Test
    void nobody_connects_through() {
        assertThat(RequestTarget.parse("CONNECT", "host:443")).isInstanceOf(RequestTarget.Flaw.class);
    }
}
