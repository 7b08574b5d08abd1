// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserIdsTest {
    @Test
    void ids_are_private_ones_below_two_to_the_31st() {
        for (int start : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, UserIds.COUNT - 1}) {
            var ids = new UserIds(start);
            for (int i = 0; i < 3; i++) {
                assertThat(ids.take()).isBetween(UserIds.FIRST, UserIds.FIRST + UserIds.COUNT - 1);
            }
        }
        assertThat((long) UserIds.FIRST + UserIds.COUNT).isLessThan(1L << 31);
    }

    @Test
    void an_id_in_use_is_given_to_nobody_else() {
        var random = new Random(7);
        var ids = new UserIds(UserIds.COUNT - 100);
        var held = new ArrayDeque<Integer>();
        var taken = new HashSet<Integer>();
        for (int i = 0; i < 5_000; i++) {
            if (held.isEmpty() || random.nextInt(3) > 0) {
                int id = ids.take();
                assertThat(taken.add(id)).isTrue();
                held.add(id);
            } else {
                int id = held.poll();
                taken.remove(id);
                ids.giveBack(id);
            }
            assertThat(ids.inUse()).isEqualTo(held.size());
        }
    }

    /** At a thousand sandboxes a second an id rests for twelve days, so ten minutes are kept without a clock. */
    @Test
    void an_id_that_was_given_back_comes_again_only_after_all_others() {
        var ids = new UserIds(5);
        int first = ids.take();
        ids.giveBack(first);
        for (int i = 0; i < 600_000; i++) {
            int id = ids.take();
            assertThat(id).isNotEqualTo(first);
            ids.giveBack(id);
        }
        assertThat(UserIds.COUNT / 1000 / 60).isGreaterThan(10);
    }

    @Test
    void after_the_last_comes_the_first_that_is_free() {
        var ids = new UserIds(0);
        assertThat(ids.take()).isEqualTo(UserIds.FIRST);
        var late = new UserIds(UserIds.COUNT - 1);
        assertThat(late.take()).isEqualTo(UserIds.FIRST + UserIds.COUNT - 1);
        assertThat(late.take()).isEqualTo(UserIds.FIRST);
    }
}
