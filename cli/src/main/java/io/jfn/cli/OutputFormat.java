// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.util.Arrays;
import java.util.List;

/** How results are written. */
enum OutputFormat {
    /** For people. */
    TABLE("table"),
    /** For programs; errors too. */
    JSON("json");

    private final String label;

    OutputFormat(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    /** Whether the words of a command line ask for JSON, even when they make no sense otherwise. */
    static boolean isJson(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (List.of("-ojson", "-o=json", "--output=json").contains(word)) {
                return true;
            }
            if (List.of("-o", "--output").contains(word)
                    && i + 1 < arguments.size()
                    && arguments.get(i + 1).equals("json")) {
                return true;
            }
        }
        return false;
    }

    static OutputFormat parse(String word) {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new picocli.CommandLine.TypeConversionException("'" + word + "' is neither json nor table"));
    }
}
