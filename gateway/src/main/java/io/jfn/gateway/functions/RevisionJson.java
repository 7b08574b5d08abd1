// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jfn.api.Digest;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageOrigin;
import io.jfn.api.InvalidInputException;
import io.jfn.images.PreparedImage;
import java.util.List;
import java.util.Objects;

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

    static String write(ImageOrigin origin) {
        return text(origin);
    }

    static ImageOrigin origin(String json) {
        return read(json, ImageOrigin.class);
    }

    static FunctionSpec spec(String json) {
        return read(json, FunctionSpec.class);
    }

    static PreparedImage image(String json) {
        StoredImage stored = read(json, StoredImage.class);
        try {
            return new PreparedImage(
                    stored.layers().stream().map(Digest::new).toList(),
                    stored.argv(),
                    stored.env(),
                    Objects.requireNonNull(stored.workdir()),
                    stored.bytes());
        } catch (InvalidInputException | NullPointerException e) {
            throw new RegistryException("a stored image is not readable: a part is missing or wrong", e);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new RegistryException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        String what = type == StoredImage.class ? "image" : "specification";
        try {
            T value = JSON.readValue(json, type);
            if (value == null) {
                throw new RegistryException("a stored " + what + " is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            // Only the place: what stands there may be a piece of a secret.
            JsonLocation place = e.getLocation();
            String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new RegistryException("a stored " + what + " is not readable" + where, e);
        }
    }

    record StoredImage(List<String> layers, List<String> argv, List<String> env, String workdir, long bytes) {}
}
