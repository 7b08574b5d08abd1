// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
    private static BoundedBody body(int length, long most) {
        return new BoundedBody(new ByteArrayInputStream(new byte[length]), most);
    }

    @Test
    void a_body_of_the_allowed_length_is_read_whole() throws IOException {
        assertThat(body(10, 10).readAllBytes()).hasSize(10);
        var one = body(1, 1);
        assertThat(one.read()).isZero();
        assertThat(one.read()).isEqualTo(-1);
    }

    @Test
    void a_longer_one_ends_the_request() {
        assertThatThrownBy(() -> body(11, 10).readAllBytes())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(413))
                .hasMessageContaining("10 bytes");
        assertThatThrownBy(() -> body(11, 10).skipNBytes(11)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> body(1, 0).read()).isInstanceOf(ProblemException.class);
    }
}
