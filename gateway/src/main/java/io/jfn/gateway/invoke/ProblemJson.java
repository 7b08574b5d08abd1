// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes a problem document (RFC 9457): its facts are members beside the standard ones, as the RFC wants extensions. */
final class ProblemJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemJson() {}

    static byte[] write(Problem problem) {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", problem.type());
        members.put("title", problem.title());
        members.put("status", problem.status());
        members.put("detail", problem.detail());
        members.put("code", problem.code());
        for (Map.Entry<String, Object> fact : new TreeMap<>(problem.facts()).entrySet()) {
            members.putIfAbsent(fact.getKey(), fact.getValue());
        }
        try {
            return JSON.writeValueAsBytes(members);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("problem " + problem.code() + " has a fact that is not JSON", e);
        }
    }
}
