// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.scheduler.AdmissionPolicy.Admission;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionPolicyTest {
    @ParameterizedTest(name = "{8}")
    @CsvSource(textBlock = """
        # ahead length coming live backingOff mayReturn fits | admission
         0, 10, 0, 1, false, true,  true,  WAIT,        its own instances are busy
         9, 10, 0, 1, false, true,  true,  WAIT,        the last place in the queue
        10, 10, 0, 1, false, true,  true,  BUSY,        the queue is full
        10, 10, 4, 1, false, true,  true,  WAIT,        coming instances take some of those ahead
        14, 10, 4, 1, false, true,  true,  BUSY,        but no more than they can
         0,  0, 1, 1, false, true,  true,  WAIT,        no queue but an instance of its own is coming
         0,  0, 0, 1, false, true,  true,  BUSY,        no queue at all
         0, 10, 0, 0, false, true,  true,  WAIT,        others run and may give memory back
         0, 10, 0, 0, false, false, true,  NO_CAPACITY, nothing runs that could give memory back
         0, 10, 0, 1, false, false, false, WAIT,        it has an instance whatever a new one would need
         0, 10, 0, 0, false, true,  false, NO_CAPACITY, the node is too small for it
         0, 10, 0, 0, true,  false, true,  WAIT,        it waits for its next start and not for memory
        """)
    void decides(
            int ahead,
            int length,
            long coming,
            int live,
            boolean backingOff,
            boolean mayReturn,
            boolean fits,
            Admission admission,
            String because) {
        var s = new AdmissionSnapshot(ahead, length, coming, live, backingOff, mayReturn, fits);
        assertThat(AdmissionPolicy.decide(s)).as(because).isEqualTo(admission);
    }
}
