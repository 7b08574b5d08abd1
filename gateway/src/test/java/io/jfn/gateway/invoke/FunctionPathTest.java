// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.gateway.invoke.FunctionPath.Flaw;
import io.jfn.gateway.invoke.FunctionPath.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionPathTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            /function/x,                  x,    /,                ``
            /function/x/,                 x,    /,                ``
            /function/x?,                 x,    /,                ``
            /function/x?a=b,              x,    /,                a=b
            /function/x/?a=/../b//c?d,    x,    /,                a=/../b//c?d
            /function/x/a/b/,             x,    /a/b/,            ``
            /function/x/a;v=1/b,          x,    /a;v=1/b,         ``
            /function/x/%C3%A9%20+,       x,    /%C3%A9%20+,      ``
            /function/x/...,              x,    /...,             ``
            /function/x/.well-known/a,    x,    /.well-known/a,   ``
            /function/x/a..b,             x,    /a..b,            ``
            /function/x/%2e%2e%2e,        x,    /%2e%2e%2e,       ``
            /function/UPPER/a,            UPPER, /a,              ``
            /function/,                   ``,   /,                ``
            """)
    void a_plain_target_has_one_reading(String target, String name, String path, String query) {
        assertThat(FunctionPath.parse(target)).isEqualTo(new Route(name, path, query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/function//x",
                "/function/x//",
                "/function/x//a",
                "/function/x/a//b",
                "/function/x/.",
                "/function/x/..",
                "/function/x/./a",
                "/function/x/../y",
                "/function/../x",
                "/function/..",
                "/function/x/%2e",
                "/function/x/%2E%2e/a",
                "/function/x/.%2e",
                "/function/x/%2e./a",
                "/function/%2e%2e/a",
                "/function/x/..;/a",
                "/function/x/.;v=1",
                "/function/x/%2e%2e;a/b",
                "/function/x/a%2fb",
                "/function/x/a%2Fb",
                "/function/x/a%5cb",
                "/function/x/a\\b",
                "/function/x\\y",
                "/function/x/%00",
                "/function/x/a%",
                "/function/x/a%4",
                "/function/x/a%zz",
                "/function/x/a%4?a",
                "/function/x/a#b",
                "/function/x?a#b",
                "/function/x/\u0001",
                "/function/x/\u007f",
                "/function/x/\u00e9",
                "/function/x?\u0001",
                "/function/x?a b",
                "/function/x?\u0100"
            })
    void a_target_with_two_readings_is_refused(String target) {
        assertThat(FunctionPath.parse(target)).isInstanceOf(Flaw.class);
    }

    @Test
    void only_the_raw_prefix_makes_a_target_a_function_s() {
        assertThat(FunctionPath.isFor("/function/x")).isTrue();
        assertThat(FunctionPath.isFor("/function")).isFalse();
        assertThat(FunctionPath.isFor("/Function/x")).isFalse();
        assertThat(FunctionPath.isFor("/v1/../function/x")).isFalse();
        assertThat(FunctionPath.isFor("//function/x")).isFalse();
        assertThat(FunctionPath.isFor("http://a/function/x")).isFalse();
    }
}
