// SPDX-License-Identifier: Apache-2.0
package io.jfn.api;

import java.util.Map;

/**
 * An error as the API tells it: an RFC 9457 problem document.
 *
 * @param type {@code urn:jfn:problem:} and the code
 * @param title the code in words
 * @param status the HTTP status
 * @param detail what happened, to which object, and what to do
 * @param code a stable word for programs
 * @param facts further members, for example {@code memoryPeakBytes} and {@code memoryLimitBytes}
 */
public record Problem(String type, String title, int status, String detail, String code, Map<String, Object> facts) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        facts = Map.copyOf(facts);
    }

    public static Problem of(String code, int status, String detail) {
        return of(code, status, detail, Map.of());
    }

    public static Problem of(String code, int status, String detail, Map<String, Object> facts) {
        return new Problem("urn:jfn:problem:" + code, code.replace('_', ' '), status, detail, code, facts);
    }
}
