// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.TenantName;
import io.jfn.gateway.settings.SettingsException;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.policy.SignatureRule;
import io.jfn.images.policy.TrustedKey;
import io.jfn.images.registry.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistriesFileTest {
    @TempDir
    Path folder;

    @BeforeEach
    void keys() throws IOException, NoSuchAlgorithmException {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Files.writeString(
                folder.resolve("team.pub"),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(key)
                        + "\n-----END PUBLIC KEY-----\n");
        Files.writeString(folder.resolve("ca.pem"), "certificates are read by the client");
    }

    private RegistrySettings read(String text) {
        try {
            Files.writeString(folder.resolve(RegistriesFile.NAME), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return RegistriesFile.read(folder, Credentials.NONE);
    }

    @Test
    void without_a_file_nobody_is_held_to_anything() {
        RegistrySettings settings = RegistriesFile.read(folder, Credentials.NONE);
        assertThat(settings.client().mirrors()).isEmpty();
        assertThat(settings.rules(TenantName.DEFAULT)).isEqualTo(ImageRules.OPEN);
    }

    @Test
    void all_that_can_be_said_is_read() {
        RegistrySettings settings = read("""
                registries:
                  docker.io: {mirrors: [mirror.example:5000, other.example]}
                  registry.example:5000: {ca: ca.pem}
                  plain.example: {plainHttp: true}
                tenants:
                  default:
                    allowed: [docker.io/library, registry.example:5000/team]
                    signatures:
                      - images: registry.example:5000/team
                        keys:
                          - {name: team, file: team.pub, expires: 2027-01-31}
                          - {name: old, file: team.pub}
                """);
        assertThat(settings.client().mirrors().get("docker.io"))
                .containsExactly("mirror.example:5000", "other.example");
        assertThat(settings.client().certificates())
                .containsOnly(Map.entry("registry.example:5000", folder.resolve("ca.pem")));
        assertThat(settings.client().plainHttp()).containsExactly("plain.example");
        ImageRules rules = settings.rules(TenantName.DEFAULT);
        assertThat(rules.allowed())
                .extracting(Object::toString)
                .containsExactly("docker.io/library", "registry.example:5000/team");
        SignatureRule rule = rules.signatures().getFirst();
        assertThat(rule.keys()).extracting(TrustedKey::name).containsExactly("team", "old");
        assertThat(rule.keys().getFirst().expires()).contains(Instant.parse("2027-01-31T00:00:00Z"));
        assertThat(settings.rules(new TenantName("another"))).isEqualTo(ImageRules.OPEN);
    }

    @Test
    void an_empty_list_allows_nothing_and_a_missing_one_everything() {
        assertThat(read("tenants: {default: {allowed: []}}")
                        .rules(TenantName.DEFAULT)
                        .allowed())
                .isEmpty();
        assertThat(read("tenants: {default: {}}").rules(TenantName.DEFAULT).allowed())
                .isEqualTo(ImageRules.OPEN.allowed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0007', textBlock = """
                    registry: {}                                                         | no setting 'registry'
                    registries: {a.example: {ca: none.pem}}                              | none.pem
                    registries: {a.example: {plainHttp: yes}}                            | true or false
                    tenants: {"../x": {}}                                                | cannot be taken
                    tenants: {default: {allowed: ["a b"]}}                               | means no images
                    tenants: {default: {signatures: [{images: "*"}]}}                    | keys must name at least one
                    tenants: {default: {signatures: [{keys: [{name: a, file: team.pub}]}]}} | images must name at least one
                    tenants: {default: {signatures: [{images: "*", keys: [{name: a}]}]}} | file is missing
                    tenants: {default: {signatures: [{images: "*", keys: [{name: a, file: ca.pem}]}]}} | PEM
                    tenants: {default: {signatures: [{images: "*", keys: [{name: a, file: team.pub, expires: soon}]}]}} | 2027-01-31
                    """)
    void what_is_wrong_is_told_with_its_place(String text, String word) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(folder.resolve(RegistriesFile.NAME) + ":1:")
                .hasMessageContaining(word);
    }
}
