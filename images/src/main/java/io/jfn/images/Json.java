// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jfn.api.Digest;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON of strangers, read strictly: 64 levels deep at most, no key twice, nothing after the end. */
public final class Json {
    private static final int DEEPEST = 64;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(64)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private Json() {}

    /** Reads a document; {@code what} names it in errors. */
    public static JsonNode read(byte[] json, String what) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            String why = Printable.of(String.valueOf(e.getOriginalMessage()));
            throw new ImageException(Fault.JSON_MALFORMED, what + " is not JSON that can be taken: " + why, e);
        } catch (IOException e) {
            throw new ImageException(Fault.JSON_MALFORMED, what + " is not UTF-8", e);
        }
    }

    /** A text member; empty when it is absent or null. */
    public static String text(JsonNode object, String member, String what) {
        JsonNode node = object.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        if (!node.isTextual()) {
            throw invalid(what, member, "a text");
        }
        return node.textValue();
    }

    /** A list of texts; empty when it is absent or null. */
    public static List<String> texts(JsonNode object, String member, String what) {
        JsonNode node = object.path(member);
        List<String> all = new ArrayList<>();
        if (node.isMissingNode() || node.isNull()) {
            return all;
        }
        if (!node.isArray()) {
            throw invalid(what, member, "a list of texts");
        }
        for (JsonNode item : node) {
            if (!item.isTextual()) {
                throw invalid(what, member, "a list of texts");
            }
            all.add(item.textValue());
        }
        return all;
    }

    /** A digest as a document writes it. */
    public static Digest digest(String text, String what) {
        try {
            return new Digest(text);
        } catch (InvalidInputException e) {
            throw new ImageException(Fault.MANIFEST_INVALID, what + ": " + e.getMessage(), e);
        }
    }

    private static ImageException invalid(String what, String member, String kind) {
        return new ImageException(Fault.MANIFEST_INVALID, what + ": '" + member + "' is not " + kind);
    }
}
