// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfinementTest {
    private static final List<String> CONFINED = """
            Name:\tjava
            Uid:\t1001\t1001\t1001\t1001
            Gid:\t1001\t1001\t1001\t1001
            CapInh:\t0000000000000000
            CapPrm:\t0000000000000000
            CapEff:\t0000000000000000
            CapBnd:\t0000000000000000
            CapAmb:\t0000000000000000
            NoNewPrivs:\t1
            Seccomp:\t0
            """.lines().toList();

    private static List<String> with(String line) {
        String name = line.substring(0, line.indexOf(':') + 1);
        return CONFINED.stream().map(one -> one.startsWith(name) ? line : one).toList();
    }

    @Test
    void an_ordinary_user_without_any_capability_may_run() {
        assertThat(Confinement.lacks(CONFINED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
    void a_capability_in_any_set_is_one_too_many(String set) {
        assertThat(Confinement.lacks(with(set + ":\t0000000000000400")))
                .singleElement()
                .asString()
                .contains(set, "0000000000000400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\t0\t0\t0", "1001\t1001\t0\t1001", "1001\t0\t1001\t1001"})
    void root_in_any_place_may_not_run(String uids) {
        assertThat(Confinement.lacks(with("Uid:\t" + uids)))
                .singleElement()
                .asString()
                .contains("root");
    }

    @Test
    void new_privileges_must_be_out_of_reach() {
        assertThat(Confinement.lacks(with("NoNewPrivs:\t0")))
                .singleElement()
                .asString()
                .contains("NoNewPrivs");
    }

    @Test
    void what_is_not_known_is_not_trusted() {
        assertThat(Confinement.lacks(List.of())).hasSize(7);
    }

    @Test
    void this_kernel_tells_all_that_is_asked() throws IOException {
        assertThat(Confinement.lacks(Files.readAllLines(Path.of("/proc/self/status"))))
                .noneMatch(one -> one.contains("unknown"));
    }
}
