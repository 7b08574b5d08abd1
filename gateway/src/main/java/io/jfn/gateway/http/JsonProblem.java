// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import io.jfn.api.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Says what is wrong with a JSON body in the caller's words, not in Jackson's. */
final class JsonProblem {
    private JsonProblem() {}

    static Problem of(JsonProcessingException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException e) {
                return Problem.of("invalid_input", 400, String.valueOf(e.getMessage()));
            }
        }
        return Problem.of("invalid_json", 400, detail(failure));
    }

    private static String detail(JsonProcessingException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException e ->
                "the body has an unknown member '" + Printable.of(place(e)) + "'; known there: "
                        + String.valueOf(e.getKnownPropertyIds());
            case InvalidFormatException e
            when e.getTargetType().isEnum() ->
                "the body's member '" + Printable.of(place(e)) + "' is '" + Printable.of(String.valueOf(e.getValue()))
                        + "': it must be one of "
                        + Arrays.toString(e.getTargetType().getEnumConstants());
            case JsonMappingException e
            when !e.getPath().isEmpty() ->
                "the body's member '" + Printable.of(place(e)) + "' cannot be read: "
                        + Printable.of(e.getOriginalMessage());
            default -> {
                var where = failure.getLocation();
                yield "the body is not the JSON that is expected"
                        + (where == null ? "" : ", line " + where.getLineNr() + " column " + where.getColumnNr())
                        + ": " + Printable.of(String.valueOf(failure.getOriginalMessage()));
            }
        };
    }

    private static String place(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(part -> part.getFieldName() != null ? part.getFieldName() : String.valueOf(part.getIndex()))
                .collect(Collectors.joining("."));
    }
}
