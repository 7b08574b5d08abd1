// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Digest;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image in a registry, written as Docker writes it: {@code nginx:1.25},
 * {@code localhost:5000/team/hello@sha256:…}.
 *
 * @param registry host and, where one is given, port; {@code docker.io} when the name says nothing
 * @param repository the path below the registry; {@code library/} goes before a single word of docker.io
 * @param tag {@code latest} when the name has neither a tag nor a digest; null where the digest alone counts
 * @param digest the digest of the manifest, when the name holds one
 */
public record ImageName(
        String registry,
        String repository,
        @Nullable String tag,
        @Nullable Digest digest) {
    static final String DOCKER_HUB = "docker.io";

    private static final int LONGEST_NAME = 255;
    private static final int HIGHEST_PORT = 65_535;
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
    private static final Pattern REGISTRY = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*(?::(?<port>[0-9]{1,5}))?");
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY = Pattern.compile(PART + "(?:/" + PART + ")*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    public ImageName {
        String whole = registry + "/" + repository;
        if (whole.length() > LONGEST_NAME) {
            throw refuse(whole, "is longer than " + LONGEST_NAME + " characters");
        }
        var host = REGISTRY.matcher(registry);
        if (!host.matches()) {
            throw refuse(whole, "has '" + Printable.of(registry) + "' for a registry, which is no host name");
        }
        String port = host.group("port");
        if (port != null && (Integer.parseInt(port) == 0 || Integer.parseInt(port) > HIGHEST_PORT)) {
            throw refuse(whole, "has a port outside of 1 to " + HIGHEST_PORT);
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw refuse(whole, repositoryFault(repository));
        }
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw refuse(
                    whole,
                    "has the tag '" + Printable.of(tag)
                            + "': a tag is 1 to 128 letters, digits and '_', '.', '-', the first no '.' or '-'");
        }
        if (tag == null && digest == null) {
            throw refuse(whole, "has neither a tag nor a digest");
        }
    }

    /** Reads a name as people write it; the registry, {@code library/} and {@code latest} may be left out. */
    public static ImageName parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidInputException("image name is empty: write for example nginx:1.25");
        }
        if (text.startsWith("http://") || text.startsWith("https://")) {
            throw refuse(text, "begins with a scheme: write it without");
        }
        int at = text.indexOf('@');
        Digest digest = at < 0 ? null : digest(text, text.substring(at + 1));
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        String tag = tagged ? named.substring(colon + 1) : digest == null ? "latest" : null;
        String path = tagged ? named.substring(0, colon) : named;
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        if (isHost(first)) {
            String registry = first.toLowerCase(Locale.ROOT);
            boolean hub = registry.equals("index.docker.io") || registry.equals("registry-1.docker.io");
            return of(hub ? DOCKER_HUB : registry, path.substring(slash + 1), tag, digest);
        }
        return of(DOCKER_HUB, path, tag, digest);
    }

    /** The same repository's manifest of a digest, whatever a tag says now. */
    public ImageName at(Digest other) {
        return new ImageName(registry, repository, null, other);
    }

    /** The same repository under a tag. */
    public ImageName tagged(String other) {
        return new ImageName(registry, repository, other, null);
    }

    /** What a registry is asked for: the digest when there is one, else the tag. */
    public String reference() {
        return digest != null ? digest.value() : Optional.ofNullable(tag).orElseThrow();
    }

    /** Registry and repository, without tag and digest. */
    public String place() {
        return registry + "/" + repository;
    }

    @Override
    public String toString() {
        return place() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    private static ImageName of(String registry, String path, @Nullable String tag, @Nullable Digest digest) {
        boolean official = registry.equals(DOCKER_HUB) && !path.isEmpty() && path.indexOf('/') < 0;
        return new ImageName(registry, official ? "library/" + path : path, tag, digest);
    }

    /** The first word is a registry's when it could be no repository's: it has a dot or a port, or is {@code localhost}. */
    private static boolean isHost(String first) {
        return first.equals("localhost")
                || first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    private static Digest digest(String whole, String text) {
        try {
            return new Digest(text);
        } catch (InvalidInputException e) {
            throw refuse(whole, "has a digest that is not 'sha256:' and 64 lower-case hex digits");
        }
    }

    private static String repositoryFault(String repository) {
        if (repository.isEmpty()) {
            return "names no repository";
        }
        if (!repository.equals(repository.toLowerCase(Locale.ROOT))) {
            return "has a repository with capital letters: write '" + Printable.of(repository.toLowerCase(Locale.ROOT))
                    + "'";
        }
        return "has the repository '" + Printable.of(repository)
                + "': write words of small letters and digits, joined by '.', '_', '-' and parted by '/'";
    }

    private static InvalidInputException refuse(String name, String reason) {
        return new InvalidInputException("image name '" + Printable.of(name) + "' " + reason);
    }
}
