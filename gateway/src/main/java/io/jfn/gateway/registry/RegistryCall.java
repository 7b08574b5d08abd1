// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request as the registry's parts see it. */
interface RegistryCall {
    /** The method, upper case. */
    String method();

    @Nullable
    String header(String name);

    /** The first value of a query parameter, decoded. */
    @Nullable
    String query(String name);

    /** The body, as it arrives. */
    InputStream body();

    /** The length of the body where it was announced. */
    default OptionalLong length() {
        String text = header("Content-Length");
        return text != null && text.matches("[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
