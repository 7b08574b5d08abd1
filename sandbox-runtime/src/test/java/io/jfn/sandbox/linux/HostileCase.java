// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** One case of {@code functions-examples/hostile/cases.txt}: its id, what it tries, and what must be seen of each thing. */
record HostileCase(String id, String tried, List<Check> checks) {
    /** One thing that is tried; a name that begins with {@code /} is a probe of its own that may not survive. */
    record Check(String what, List<String> expected, List<String> controls) {
        boolean isMet(String seen) {
            return expected.contains(seen);
        }

        boolean isOfItsOwn() {
            return what.startsWith("/");
        }
    }

    static List<HostileCase> all() {
        var cases = new ArrayList<HostileCase>();
        try {
            for (String line : Files.readAllLines(Hostile.SOURCE.resolve("cases.txt"))) {
                String[] words = line.strip().split(" \\| ", -1);
                if (line.strip().startsWith("! ")) {
                    cases.removeLast(); // it is said why it is not run
                } else if (line.startsWith(" ")) {
                    cases.getLast()
                            .checks()
                            .add(new Check(words[0], List.of(words[1].split(" or ")), List.of(words[2].split(" or "))));
                } else if (!line.startsWith("#")) {
                    cases.add(new HostileCase(words[0], words[1], new ArrayList<>()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    @Override
    public String toString() {
        return id + " " + tried;
    }
}
