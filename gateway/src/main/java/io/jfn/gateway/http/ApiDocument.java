// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** What the OpenAPI document says of the whole API. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "jfn",
                        version = "v1",
                        description =
                                "Functions on one node: deploy them, see what they do, read what they wrote. Errors are RFC 9457 problem documents (`application/problem+json`) with a stable `code`. Functions themselves are called at `/function/{name}/…`."),
        security = @SecurityRequirement(name = "token"))
@SecurityScheme(
        securitySchemeName = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "The node's token, from the file `gateway/token` of its state folder")
public final class ApiDocument extends Application {}
