// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import picocli.CommandLine.Option;

/** How a command writes its result: for people or for programs. */
final class OutputOption {
    /** A form of output. */
    enum Form {
        table,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table or json (default: table)")
    Form form = Form.table;

    boolean json() {
        return form == Form.json;
    }
}
