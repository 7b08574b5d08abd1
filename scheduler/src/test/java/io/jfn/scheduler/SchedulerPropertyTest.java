// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds whatever the interleaving of calls, starts, failures, releases, ends, updates and time. */
class SchedulerPropertyTest {
    @Property(tries = 1500)
    void every_interleaving_keeps_the_promises_and_ends_clean(
            @ForAll @Size(max = 250) List<@IntRange(max = 1_000_000) Integer> steps) {
        Chaos chaos = new Chaos();
        for (int step : steps) {
            chaos.step(step);
            chaos.check();
        }
        chaos.finish();
    }
}
