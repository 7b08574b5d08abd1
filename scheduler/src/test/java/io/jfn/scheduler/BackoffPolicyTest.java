// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffPolicyTest {
    @ParameterizedTest
    @CsvSource({"1, 100", "2, 200", "3, 400", "6, 3200", "7, 5000", "8, 5000", "1000, 5000"})
    void doubles_up_to_the_limit(int failures, long nanos) {
        assertThat(BackoffPolicy.nanosAfter(failures, 100, 5000)).isEqualTo(nanos);
    }
}
