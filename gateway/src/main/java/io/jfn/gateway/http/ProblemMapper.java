// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers whatever goes wrong below {@code /v1} with an RFC 9457 problem document. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
    private final ObjectMapper json;

    public ProblemMapper(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public Response toResponse(Throwable failure) {
        Response answer = response(Problems.of(failure));
        if (failure instanceof WebApplicationException e
                && e.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
            return Response.fromResponse(answer)
                    .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                    .build();
        }
        return answer;
    }

    Response response(Problem problem) {
        try {
            // As bytes, so that it is written whatever the method would have answered with.
            return Response.status(problem.status())
                    .type(MediaType.valueOf(Problem.MEDIA_TYPE))
                    .entity(json.writeValueAsBytes(problem))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a problem as JSON", e);
        }
    }
}
