// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementPolicyTest {
    @ParameterizedTest(name = "{9}")
    @CsvSource(textBlock = """
        # queued coming starting live min max concurrency failed | starts
        0, 0, 0, 0, 0, 10,  1, 0, 0, nobody waits
        1, 0, 0, 0, 0, 10,  1, 0, 1, one waits and there is none
        3, 0, 0, 2, 0, 10,  1, 0, 3, one for each that waits
        3, 2, 2, 2, 0, 10,  1, 0, 1, those that start already count
        3, 2, 1, 2, 0, 10,  1, 0, 1, those that are resumed count too
        9, 0, 0, 8, 0, 10,  1, 0, 2, no more than the maximum
        9, 0, 0, 0, 0, 10,  4, 0, 3, concurrency makes fewer do
        4, 1, 1, 1, 0, 10,  4, 0, 0, one that starts takes four
        5, 1, 1, 1, 0, 10,  4, 0, 1, the fifth needs another
        0, 0, 0, 0, 2, 10,  1, 0, 2, the minimum without anybody waiting
        1, 0, 0, 1, 3, 10,  1, 0, 2, the minimum covers the one that waits
        5, 0, 0, 0, 0, 10,  1, 1, 1, after a failure one start tries for all
        5, 1, 1, 1, 0, 10,  1, 1, 0, and no second one beside it
        5, 0, 0, 1, 0, 10,  1, 1, 5, a running instance proves that it can start
        0, 0, 0, 5, 0,  3,  1, 0, 0, more than the maximum starts none
        """)
    void starts_what_is_missing(
            int queued,
            int coming,
            int starting,
            int live,
            int min,
            int max,
            int concurrency,
            int failed,
            int starts,
            String because) {
        var s = new PlacementSnapshot(queued, coming, starting, live, min, max, concurrency, failed, false);
        assertThat(PlacementPolicy.starts(s)).as(because).isEqualTo(starts);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 3, 0", "1, 0, 3, 1", "5, 0, 3, 3", "2, 2, 3, 0", "2, 1, 3, 1"})
    void resumes_what_is_missing_of_what_is_paused(int queued, int coming, int paused, int resumes) {
        var s = new PlacementSnapshot(queued, coming, 0, paused, 0, 10, 1, 0, false);
        assertThat(PlacementPolicy.resumes(s, paused)).isEqualTo(resumes);
    }

    @Property
    void never_starts_beyond_the_maximum_nor_while_backing_off(
            @ForAll @IntRange(max = 2000) int queued,
            @ForAll @IntRange(max = 20) int starting,
            @ForAll @IntRange(max = 20) int ready,
            @ForAll @IntRange(max = 10) int min,
            @ForAll @IntRange(max = 20) int above,
            @ForAll @IntRange(min = 1, max = 100) int concurrency,
            @ForAll boolean backingOff) {
        int max = Math.max(1, min + above);
        int live = starting + ready;
        var s = new PlacementSnapshot(queued, starting, starting, live, min, max, concurrency, 0, backingOff);
        int starts = PlacementPolicy.starts(s);
        assertThat(starts).isBetween(0, Math.max(0, max - live));
        if (backingOff) {
            assertThat(starts).isZero();
        } else if (live + starts < max) {
            assertThat((long) (starting + starts) * concurrency).isGreaterThanOrEqualTo(queued);
            assertThat(live + starts).isGreaterThanOrEqualTo(min);
        }
    }
}
