// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path FOLDER = Path.of("/checkout/loadtests");

    @Test
    void a_bare_run_is_full_and_leaves_its_samples_in_target() {
        var options = Options.parse(List.of("cold"), FOLDER);

        assertThat(options.quick()).isFalse();
        assertThat(options.seed()).isEqualTo(1);
        assertThat(options.roundsOr(200, 30)).isEqualTo(200);
        assertThat(options.json()).isEqualTo(Path.of("/checkout/loadtests/target/cold.json"));
    }

    @Test
    void quick_takes_fewer_rounds_unless_their_number_is_given() {
        assertThat(Options.parse(List.of("warm", "--quick"), FOLDER).roundsOr(200, 30))
                .isEqualTo(30);
        assertThat(Options.parse(List.of("warm", "--quick", "--rounds", "50"), FOLDER)
                        .roundsOr(200, 30))
                .isEqualTo(50);
    }

    @Test
    void what_cannot_be_understood_is_named() {
        assertThatThrownBy(() -> Options.parse(List.of(), FOLDER)).hasMessageContaining("cold, warm or images");
        assertThatThrownBy(() -> Options.parse(List.of("hot"), FOLDER)).hasMessageContaining("cold, warm or images");
        assertThatThrownBy(() -> Options.parse(List.of("cold", "--fast"), FOLDER))
                .hasMessageContaining("'--fast'");
        assertThatThrownBy(() -> Options.parse(List.of("cold", "--seed"), FOLDER))
                .hasMessageContaining("--seed");
        assertThatThrownBy(() -> Options.parse(List.of("cold", "--seed", "x"), FOLDER))
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> Options.parse(List.of("cold", "--rounds", "2"), FOLDER))
                .hasMessageContaining("at least 3");
    }
}
