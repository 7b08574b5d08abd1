// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.seccomp;

import io.jfn.sandbox.linux.seccomp.Verdict.Answer;
import io.jfn.sandbox.linux.seccomp.Verdict.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The BPF program that the kernel runs on every system call of a sandbox. It kills calls of another architecture and x32
 * calls first (they number calls differently, which is a way around any filter), then finds the number's verdict by a
 * binary search, so that unconditional verdicts can live in the kernel's per-call cache.
 */
public final class SeccompFilter {
    private static final int AUDIT_ARCH_X86_64 = 0xc000_003e;
    private static final int X32_BIT = 0x4000_0000;

    private SeccompFilter() {}

    /**
     * Assembles the filter.
     *
     * @param profile how much may be asked for
     * @param numbers the architecture's calls by name; x86_64
     * @return an array of {@code struct sock_filter}, 8 bytes each
     */
    public static byte[] assemble(Profile profile, Map<String, Integer> numbers) {
        var policy = SeccompPolicy.of(profile);
        policy.verdicts().keySet().forEach(call -> {
            if (!numbers.containsKey(call)) {
                throw new IllegalStateException("the filter names '" + call + "', which is in no table of calls");
            }
        });
        var program = new BpfProgram()
                .architecture()
                .unlessEqual(AUDIT_ARCH_X86_64, foreign -> foreign.answer(Verdict.KILL_PROCESS))
                .number()
                .ifAtLeast(X32_BIT, Verdict.KILL_PROCESS);
        search(program, ranges(policy, numbers));
        return program.toBytes();
    }

    /** From {@code first} up to the next range's first, every number has the same verdict. */
    private record Range(int first, Verdict verdict) {}

    private static List<Range> ranges(SeccompPolicy policy, Map<String, Integer> numbers) {
        var byNumber = new TreeMap<Integer, Verdict>();
        numbers.forEach((call, number) -> byNumber.put(number, policy.on(call)));
        var ranges = new ArrayList<Range>();
        for (int number = 0; number <= byNumber.lastKey() + 1; number++) {
            Verdict verdict = byNumber.getOrDefault(number, Verdict.NO_SUCH_CALL);
            if (ranges.isEmpty() || !ranges.getLast().verdict().equals(verdict)) {
                ranges.add(new Range(number, verdict));
            }
        }
        return ranges;
    }

    private static void search(BpfProgram program, List<Range> ranges) {
        if (ranges.size() > 1) {
            int middle = ranges.size() / 2;
            program.unlessAtLeast(ranges.get(middle).first(), below -> search(below, ranges.subList(0, middle)));
            search(program, ranges.subList(middle, ranges.size()));
            return;
        }
        switch (ranges.getFirst().verdict()) {
            case Answer answer -> program.answer(answer);
            case Checked(ArgumentCheck check) -> check.appendTo(program);
        }
    }
}
