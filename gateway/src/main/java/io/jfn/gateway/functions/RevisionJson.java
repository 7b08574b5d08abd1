// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.images.PreparedImage;
import java.util.List;

/** Specifications and prepared images as the registry stores them. */
final class RevisionJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            // A newer jfn may have written more than this one knows.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private RevisionJson() {}

    static String write(FunctionSpec spec) {
        return text(spec);
    }

    static String write(PreparedImage image) {
        return text(new StoredImage(
                image.layers().stream().map(Digest::value).toList(),
                image.argv(),
                image.env(),
                image.workdir(),
                image.bytes()));
    }

    static FunctionSpec spec(String json) {
        return read(json, FunctionSpec.class);
    }

    static PreparedImage image(String json) {
        StoredImage stored = read(json, StoredImage.class);
        return new PreparedImage(
                stored.layers().stream().map(Digest::new).toList(),
                stored.argv(),
                stored.env(),
                stored.workdir(),
                stored.bytes());
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new RegistryException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new RegistryException("a stored " + type.getSimpleName() + " is not readable", e);
        }
    }

    record StoredImage(List<String> layers, List<String> argv, List<String> env, String workdir, long bytes) {}
}
