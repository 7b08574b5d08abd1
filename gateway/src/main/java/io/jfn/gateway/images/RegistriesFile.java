// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import io.jfn.api.InvalidInputException;
import io.jfn.api.TenantName;
import io.jfn.gateway.settings.SettingsException;
import io.jfn.gateway.settings.SettingsFile;
import io.jfn.gateway.settings.SettingsTable;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.policy.SignatureRule;
import io.jfn.images.policy.TrustedKey;
import io.jfn.images.registry.Credentials;
import io.jfn.images.registry.RegistryConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads {@code registries.yaml}:
 *
 * <pre>{@code
 * registries:
 *   docker.io:
 *     mirrors: [mirror.example:5000]
 *   registry.example:5000:
 *     ca: registry-ca.pem      # beside this file
 *     plainHttp: false
 * tenants:
 *   default:
 *     allowed: [docker.io/library, registry.example:5000/team]
 *     signatures:
 *       - images: [registry.example:5000/team]
 *         keys:
 *           - name: team
 *             file: team.pub   # beside this file
 *             expires: 2027-01-31
 * }</pre>
 */
public final class RegistriesFile {
    public static final String NAME = "registries.yaml";

    private final Path folder;
    private final Map<String, List<String>> mirrors = new HashMap<>();
    private final Map<String, Path> certificates = new HashMap<>();
    private final Set<String> plainHttp = new HashSet<>();
    private final Map<TenantName, ImageRules> tenants = new HashMap<>();

    private RegistriesFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the file in a folder; without one, every registry is reached as it is by default and nobody is held to rules.
     *
     * @param node the node's own credentials
     */
    public static RegistrySettings read(Path folder, Credentials node) {
        var file = new RegistriesFile(folder);
        SettingsFile.read(folder.resolve(NAME)).ifPresent(file::take);
        return new RegistrySettings(
                RegistryConfig.DEFAULT
                        .withMirrors(file.mirrors)
                        .withCertificates(file.certificates)
                        .withPlainHttp(file.plainHttp)
                        .withCredentials(node),
                file.tenants);
    }

    private void take(SettingsTable all) {
        all.knowing("registries", "tenants");
        all.table("registries").ifPresent(registries -> {
            for (String host : registries.keys()) {
                registry(host, registries.table(host).orElseThrow());
            }
        });
        all.table("tenants").ifPresent(named -> {
            for (String name : named.keys()) {
                tenants.put(
                        checked(named, name, () -> new TenantName(name)),
                        rules(named.table(name).orElseThrow()));
            }
        });
    }

    private void registry(String host, SettingsTable settings) {
        settings.knowing("mirrors", "ca", "plainHttp");
        if (!settings.texts("mirrors").isEmpty()) {
            mirrors.put(host, settings.texts("mirrors"));
        }
        settings.text("ca").ifPresent(file -> certificates.put(host, existing(settings, "ca", file)));
        settings.text("plainHttp").ifPresent(yes -> {
            switch (yes) {
                case "true" -> plainHttp.add(host);
                case "false" -> {}
                default -> throw settings.refused("plainHttp", "must be true or false");
            }
        });
    }

    private ImageRules rules(SettingsTable settings) {
        settings.knowing("allowed", "signatures");
        List<SignatureRule> signatures = new ArrayList<>();
        for (SettingsTable rule : settings.tables("signatures")) {
            rule.knowing("images", "keys");
            List<ImagePattern> images = patterns(rule, "images");
            List<TrustedKey> keys = rule.tables("keys").stream().map(this::key).toList();
            if (images.isEmpty() || keys.isEmpty()) {
                throw rule.refused(images.isEmpty() ? "images" : "keys", "must name at least one");
            }
            signatures.add(new SignatureRule(images, keys));
        }
        boolean open = !settings.keys().contains("allowed");
        return new ImageRules(open ? ImageRules.OPEN.allowed() : patterns(settings, "allowed"), signatures);
    }

    private static List<ImagePattern> patterns(SettingsTable settings, String key) {
        return settings.texts(key).stream()
                .map(text -> checked(settings, key, () -> new ImagePattern(text)))
                .toList();
    }

    private TrustedKey key(SettingsTable settings) {
        settings.knowing("name", "file", "expires");
        String name = settings.text("name").orElseThrow(() -> settings.refused("name", "is missing"));
        String given = settings.text("file").orElseThrow(() -> settings.refused("file", "is missing"));
        Path file = existing(settings, "file", given);
        Optional<Instant> expires = settings.text("expires").map(date -> {
            try {
                return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException e) {
                throw settings.refused(
                        "expires", "must be a date as in 2027-01-31, the first day on which it counts no more");
            }
        });
        try {
            String pem = Files.readString(file);
            return checked(settings, "file", () -> TrustedKey.ofPem(name, pem, expires));
        } catch (IOException e) {
            throw settings.refused("file", "cannot be read: " + e.getMessage());
        }
    }

    private Path existing(SettingsTable settings, String key, String text) {
        Path file = folder.resolve(text);
        if (!Files.isReadable(file)) {
            throw settings.refused(key, "is " + file + ", which is not there or not readable for the gateway's user");
        }
        return file;
    }

    private static <T> T checked(SettingsTable settings, String key, Supplier<T> make) {
        try {
            return make.get();
        } catch (InvalidInputException e) {
            throw new SettingsException(
                    String.valueOf(settings.refused(key, "cannot be taken: " + e.getMessage())
                            .getMessage()),
                    e);
        }
    }
}
