// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway is and how it knows who asks.
 *
 * @param base scheme, host and port, without a path
 * @param givenToken a token given by hand
 * @param tokenFile where a node on this machine keeps its own
 */
record GatewayAddress(URI base, @Nullable String givenToken, Path tokenFile) {
    /** Refuses what is not {@code http://host[:port]}. */
    static URI parse(String url) {
        String plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            URI uri = URI.create(plain);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // refused below
        }
        throw new CliException(
                ExitCode.USAGE, "'" + url + "' is not a gateway's address: write it like http://127.0.0.1:8080");
    }

    URI at(String path) {
        try {
            return URI.create(base + path);
        } catch (IllegalArgumentException e) {
            throw new CliException(
                    ExitCode.INVALID_INPUT, "'" + path + "' is not a valid path: encode what is special, as in %20", e);
        }
    }

    /** None where none was given and the node's own may not or cannot be read. */
    Optional<String> token() {
        if (givenToken != null) {
            return Optional.of(givenToken.strip());
        }
        try {
            return Optional.of(Files.readString(tokenFile).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    String tokenHelp() {
        return "give --token or JFN_TOKEN, or run as a user who may read " + tokenFile;
    }
}
