// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function's reply as one JSON document.
 *
 * @param status the HTTP status
 * @param outcome how the invocation ended
 * @param timing milliseconds by part, from {@code Server-Timing}
 * @param headers the reply's headers
 * @param body the reply's body as text, or its base64 where it is none
 * @param base64 whether the body is in base64
 */
record CallReceipt(
        int status,
        String outcome,
        Map<String, Double> timing,
        Map<String, List<String>> headers,
        String body,
        boolean base64) {
    static CallReceipt of(HttpResponse<?> response, String outcome, byte[] body) {
        String text;
        boolean base64 = false;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException _) {
            text = Base64.getEncoder().encodeToString(body);
            base64 = true;
        }
        return new CallReceipt(
                response.statusCode(),
                outcome,
                timing(response),
                response.headers().map(),
                text,
                base64);
    }

    /** The {@code dur} of each part of {@code Server-Timing} (W3C), in the order given. */
    static Map<String, Double> timing(HttpResponse<?> response) {
        Map<String, Double> timing = new LinkedHashMap<>();
        for (String header : response.headers().allValues("Server-Timing")) {
            for (String part : header.split(",", -1)) {
                String[] words = part.strip().split(";", -1);
                for (String word : words) {
                    if (word.strip().matches("dur=[0-9]{1,12}(\\.[0-9]{1,9})?")) {
                        timing.put(words[0].strip(), Double.valueOf(word.strip().substring("dur=".length())));
                    }
                }
            }
        }
        return timing;
    }
}
