// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.api.TinyProgram;
import java.util.HexFormat;
import java.util.Locale;

/** What the rehearsal runs in its sandboxes. */
enum RehearsalProgram {
    /** Exits with status 0. */
    EXIT("31ff" + "b83c000000" + "0f05"),
    /** Sleeps until it is killed: ppoll of nothing, again and again. */
    WAIT("31ff" + "31f6" + "31d2" + "4531d2" + "b80f010000" + "0f05" + "ebee");

    private final String instructions;

    RehearsalProgram(String instructions) {
        this.instructions = instructions;
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] elf() {
        return TinyProgram.elf(HexFormat.of().parseHex(instructions));
    }
}
