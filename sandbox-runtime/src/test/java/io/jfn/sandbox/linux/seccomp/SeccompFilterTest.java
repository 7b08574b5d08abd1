// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.sandbox.syscall.SyscallTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeccompFilterTest {
    private static final int X86_64 = 0xc000_003e;
    private static final int I386 = 0x4000_0003;
    private static final int ALLOW = 0x7fff_0000;
    private static final int KILL = 0x8000_0000;
    private static final int ERRNO = 0x0005_0000;

    private final Map<String, Integer> numbers = SyscallTable.all();
    private final BpfInterpreter filter = new BpfInterpreter(SeccompFilter.assemble(Profile.DEFAULT, numbers));

    @Test
    void every_call_without_an_argument_check_gets_the_verdict_of_its_line() {
        var policy = SeccompPolicy.of(Profile.DEFAULT);
        numbers.forEach((call, number) -> {
            if (policy.on(call) instanceof Verdict.Answer(int value)) {
                assertThat(filter.run(X86_64, number)).as(call).isEqualTo(value);
            }
        });
    }

    @Test
    void numbers_above_the_newest_known_and_in_the_gap_do_not_exist() {
        for (int number : new int[] {335, 400, 423, 470, 512, 547, 10_000, 0x3fff_ffff}) {
            assertThat(filter.run(X86_64, number)).as("call %d", number).isEqualTo(ERRNO | 38);
        }
    }

    @Test
    void calls_of_another_architecture_and_x32_calls_kill_the_process() {
        assertThat(filter.run(I386, 102)).isEqualTo(KILL);
        assertThat(filter.run(X86_64, 0x4000_0000)).isEqualTo(KILL);
        assertThat(filter.run(X86_64, 0x4000_0000 | numbers.get("write"))).isEqualTo(KILL);
        assertThat(filter.run(X86_64, -1)).isEqualTo(KILL);
    }

    @Test
    void the_specification_allows_calls_without_conditions_and_checks_13() {
        var verdicts = SeccompPolicy.of(Profile.DEFAULT).verdicts().values();
        assertThat(verdicts).filteredOn(Verdict.ALLOW::equals).hasSizeBetween(230, 270);
        assertThat(verdicts).filteredOn(Verdict.Checked.class::isInstance).hasSize(13);
    }

    @Test
    void the_program_fits_into_the_kernels_limit() {
        assertThat(SeccompFilter.assemble(Profile.COMPAT, numbers).length / 8).isLessThan(4096);
    }

    @Test
    void compat_adds_what_its_lines_name() {
        var compat = new BpfInterpreter(SeccompFilter.assemble(Profile.COMPAT, numbers));
        assertThat(filter.run(X86_64, numbers.get("shmget"))).isEqualTo(ERRNO | 38);
        assertThat(compat.run(X86_64, numbers.get("shmget"))).isEqualTo(ALLOW);
        assertThat(compat.run(X86_64, numbers.get("io_uring_setup"))).isEqualTo(ERRNO | 38);
    }

    @ParameterizedTest
    @CsvSource({
        "clone, 0x00000011, 0, 0, 0, -1",
        "clone, 0x003d0f00, 0, 0, 0, -1",
        "clone, 0x10000011, 0, 0, 0, 1",
        "clone, 0x20000000, 0, 0, 0, 1",
        "clone, 0x02000000, 0, 0, 0, 1",
        "clone, 0x00020000, 0, 0, 0, 1",
        "socket, 1, 5, 0, 0, -1",
        "socket, 2, 1, 6, 0, -1",
        "socket, 2, 0x80801, 0, 0, -1",
        "socket, 10, 2, 17, 0, -1",
        "socket, 2, 3, 1, 0, 1",
        "socket, 2, 5, 132, 0, 1",
        "socket, 16, 3, 0, 0, -1",
        "socket, 16, 3, 12, 0, 1",
        "socket, 17, 3, 0, 0, 1",
        "socket, 38, 5, 0, 0, 1",
        "socket, 40, 1, 0, 0, 1",
        "socketpair, 1, 1, 0, 0, -1",
        "socketpair, 2, 1, 0, 0, 1",
        "setsockopt, 3, 6, 1, 0, -1",
        "setsockopt, 3, 6, 31, 0, 1",
        "setsockopt, 3, 6, 19, 0, 1",
        "setsockopt, 3, 17, 100, 0, 1",
        "setsockopt, 3, 1, 2, 0, -1",
        "setsockopt, 3, 1, 26, 0, 1",
        "setsockopt, 3, 1, 60, 0, 1",
        "setsockopt, 3, 41, 26, 0, -1",
        "futex, 0, 0, 0, 0, -1",
        "futex, 0, 129, 0, 0, -1",
        "futex, 0, 6, 0, 0, 38",
        "futex, 0, 134, 0, 0, 38",
        "futex, 0, 397, 0, 0, 38",
        "ioctl, 0, 0x5401, 0, 0, -1",
        "ioctl, 0, 0x5452, 0, 0, -1",
        "ioctl, 0, 0x5412, 0, 0, 25",
        "ioctl, 0, 0x541c, 0, 0, 25",
        "prctl, 38, 1, 0, 0, -1",
        "prctl, 47, 2, 0, 0, 1",
        "mmap, 0, 4096, 3, 0x22, -1",
        "mmap, 0, 4096, 3, 0x40022, 1",
        "memfd_create, 0, 1, 0, 0, -1",
        "memfd_create, 0, 5, 0, 0, 1",
        "personality, 0xffffffff, 0, 0, 0, -1",
        "personality, 0x40000, 0, 0, 0, 1",
        "mknod, 0, 0x11a4, 0, 0, -1",
        "mknod, 0, 0x21b6, 259, 0, 1",
        "mknodat, 0, 0, 0x61b6, 0, 1",
        "mknodat, 0, 0, 0xc1b6, 0, -1",
        "timer_create, 1, 0, 0, 0, -1",
        "timer_create, 8, 0, 0, 0, 1",
        "timer_create, 2, 0, 0, 0, 1",
    })
    void a_checked_call_is_judged_by_its_arguments(String call, long a0, long a1, long a2, long a3, int errno) {
        int expected = errno < 0 ? ALLOW : ERRNO | errno;
        assertThat(filter.run(X86_64, numbers.get(call), a0, a1, a2, a3, 0, 0)).isEqualTo(expected);
        // The kernel looks at the lower half only, and so must the filter.
        assertThat(filter.run(
                        X86_64, numbers.get(call), a0 | 1L << 40, a1 | 1L << 40, a2 | 1L << 40, a3 | 1L << 40, 0, 0))
                .isEqualTo(expected);
    }
}
