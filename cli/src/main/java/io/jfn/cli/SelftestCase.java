// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One case of isolation: what a hostile function tries, and what it must find.
 *
 * @param checks one thing each; empty when the case is not run
 * @param reason why it is not run; empty when it is
 */
record SelftestCase(String id, String tried, List<Check> checks, Optional<String> reason) {
    /** Two runs must see different values. */
    static final String DISTINCT = "distinct";

    private static final String FILE = "cases.txt";

    /**
     * One thing that is tried.
     *
     * @param what its name; one that begins with {@code /} is a call of its own, which its instance may not survive
     * @param expected the answers that are right
     */
    record Check(String what, List<String> expected) {
        boolean isOfItsOwn() {
            return what.startsWith("/");
        }

        boolean isMet(String seen) {
            return expected.contains(seen);
        }
    }

    /** The cases that are written down beside the hostile function. */
    static List<SelftestCase> read(Path folder) {
        try {
            return parse(Files.readAllLines(folder.resolve(FILE)));
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "cannot read the cases of " + folder + ": " + e.getMessage() + "; is the checkout whole?",
                    e);
        }
    }

    static List<SelftestCase> parse(List<String> lines) {
        var cases = new ArrayList<SelftestCase>();
        for (String line : lines) {
            String[] words = line.strip().split(" \\| ", -1);
            if (words[0].startsWith("! ")) {
                SelftestCase last = cases.removeLast();
                cases.add(new SelftestCase(
                        last.id,
                        last.tried,
                        last.checks,
                        Optional.of(line.strip().substring(2))));
            } else if (line.startsWith(" ")) {
                cases.getLast().checks.add(new Check(words[0], List.of(words[1].split(" or ", -1))));
            } else if (words.length == 2 && !line.startsWith("#")) {
                cases.add(new SelftestCase(words[0], words[1], new ArrayList<>(), Optional.empty()));
            }
        }
        return cases;
    }

    /** Whether it is meant by an id, or by the letter of its group. */
    boolean isMeantBy(String word) {
        return id.equalsIgnoreCase(word) || id.substring(0, 1).equalsIgnoreCase(word);
    }

    /** Whether it is about what earlier instances leave to later ones. */
    boolean isAboutResidue() {
        return id.startsWith("G");
    }
}
