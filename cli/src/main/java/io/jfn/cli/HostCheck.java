// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One thing that a machine should have for jfn, and whether it has.
 *
 * @param name what was looked at
 * @param verdict whether it is good
 * @param found what was found
 * @param means what it means that it is not good, empty where the advice says it
 * @param advice what to do, empty when there is nothing to do; of {@code jfn doctor --strict}, the command that mends it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record HostCheck(String name, Verdict verdict, String found, String means, String advice) {
    /** Whether what was found is good. */
    enum Verdict {
        ok,
        /** Works, but is slower or less safe than it could be. */
        warning,
        /** jfn cannot run so. */
        missing
    }

    static HostCheck ok(String name, String found) {
        return new HostCheck(name, Verdict.ok, found, "", "");
    }

    static HostCheck warning(String name, String found, String advice) {
        return new HostCheck(name, Verdict.warning, found, "", advice);
    }

    static HostCheck missing(String name, String found, String advice) {
        return new HostCheck(name, Verdict.missing, found, "", advice);
    }

    /** Good when a needed thing is there. */
    static HostCheck needed(String name, boolean there, String found, String advice) {
        return there ? ok(name, found) : missing(name, found, advice);
    }

    /** Good when a machine is so that tenants who do not trust each other may share it. */
    static HostCheck safe(String name, boolean safe, String found, String means, String command) {
        return safe ? ok(name, found) : new HostCheck(name, Verdict.warning, found, means, command);
    }

    /** Good when a wanted thing is there. */
    static HostCheck wanted(String name, boolean there, String found, String advice) {
        return there ? ok(name, found) : warning(name, found, advice);
    }
}
