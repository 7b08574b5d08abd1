// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs cases against the hostile function, each in instances of its own, and judges what they saw. */
final class SelftestRun {
    private final SelftestFunction hostile;
    private final SelftestFunction neighbour;
    private final @Nullable SelftestHost host;
    private final int rounds;

    /**
     * A run against two functions that are deployed.
     *
     * @param host the node's machine; null when it is another one
     * @param rounds how many instances follow each other in a case about residue
     */
    SelftestRun(SelftestFunction hostile, SelftestFunction neighbour, @Nullable SelftestHost host, int rounds) {
        this.hostile = hostile;
        this.neighbour = neighbour;
        this.host = host;
        this.rounds = rounds;
    }

    List<SelftestRow> run(List<SelftestCase> cases, Consumer<String> progress) {
        var rows = new ArrayList<SelftestRow>();
        neighbour.call("/A23"); // its cold start is not what is looked at
        rows.add(neighbourRow("quiet", SelftestNeighbour.quiet(neighbour, 200)));
        for (SelftestCase one : cases) {
            if (one.reason().isPresent()) {
                rows.add(SelftestRow.notRun(one, one.reason().get()));
            } else {
                progress.accept(one.id() + " " + one.tried());
                rows.addAll(run(one));
            }
        }
        return rows;
    }

    private List<SelftestRow> run(SelftestCase one) {
        var rows = new ArrayList<SelftestRow>();
        SelftestHost.Tables before = host == null ? null : host.tables();
        SelftestNeighbour.Seen seen;
        try (var beside = SelftestNeighbour.call(neighbour)) {
            var look = new Look(one);
            for (SelftestCase.Check check : one.checks()) {
                String found = look.at(check);
                rows.add(SelftestRow.of(
                        one.id(),
                        one.tried() + ": " + (check.isOfItsOwn() ? check.what().substring(1) : check.what()),
                        String.join(" or ", check.expected()),
                        found,
                        check.isMet(found)));
            }
            seen = beside.stop();
        }
        rows.add(neighbourRow(one.id(), seen));
        if (before != null && host != null) {
            boolean same = host.tables().equals(before);
            rows.add(SelftestRow.of(
                    one.id(), "mounts and IPC of the machine", "as before", same ? "as before" : "changed", same));
        }
        return rows;
    }

    private static SelftestRow neighbourRow(String id, SelftestNeighbour.Seen seen) {
        return SelftestRow.of(id, "a neighbour meanwhile", "answers", seen.toString(), seen.well());
    }

    /** What the machine holds of the functions' users when both are removed. */
    List<SelftestRow> afterwards() {
        if (host == null) {
            return List.of();
        }
        Set<Integer> users = new HashSet<>(hostile.users());
        users.addAll(neighbour.users());
        List<String> left = host.leftOf(users);
        return List.of(SelftestRow.of(
                "all",
                "processes and files of " + users.size() + " users of sandboxes",
                "none",
                left.isEmpty() ? "none" : left.size() + ", as " + left.getFirst(),
                left.isEmpty()));
    }

    /** The calls of one case, each made once in each round. */
    private final class Look {
        private final SelftestCase one;
        private final Map<String, SelftestFunction.Reply> replies = new HashMap<>();

        private Look(SelftestCase one) {
            this.one = one;
        }

        String at(SelftestCase.Check check) {
            String first = seen(check, 0);
            if (check.expected().contains(SelftestCase.DISTINCT)) {
                return first.equals(seen(check, 1)) ? "the same" : SelftestCase.DISTINCT;
            }
            for (int round = 1; one.isAboutResidue() && round < rounds && check.isMet(first); round++) {
                first = seen(check, round);
            }
            return first;
        }

        private String seen(SelftestCase.Check check, int round) {
            String path = "/" + one.id() + (check.what().length() > 1 && check.isOfItsOwn() ? check.what() : "");
            SelftestFunction.Reply reply = replies.computeIfAbsent(path + " " + round, _ -> {
                hostile.end();
                return hostile.call(path);
            });
            if (!reply.completed()) {
                return reply.outcome();
            }
            return check.isOfItsOwn()
                    ? String.join(" ", reply.seen().values())
                    : reply.seen().getOrDefault(check.what(), "nothing");
        }
    }
}
