// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.TenantName;
import io.jfn.gateway.settings.SettingsException;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.policy.ImagePattern;
import io.jfn.images.policy.ImageRules;
import io.jfn.images.registry.Credentials;
import io.jfn.images.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistriesTest {
    @TempDir
    Path folder;

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve(RegistriesFile.NAME), text);
    }

    private Registries open() {
        var contents = new ContentStore(folder.resolve("store"), ContentConfig.DEFAULT);
        return new Registries(
                () -> RegistriesFile.read(folder, Credentials.NONE), config -> new RegistryClient(config, contents));
    }

    @Test
    void what_the_operator_changes_counts_at_once() throws IOException {
        try (Registries registries = open()) {
            RegistryAccess first = registries.get();
            assertThat(first.settings().rules(TenantName.DEFAULT)).isEqualTo(ImageRules.OPEN);
            write("tenants: {default: {allowed: [docker.io]}}");
            RegistryAccess second = registries.get();
            assertThat(second.settings().rules(TenantName.DEFAULT).allowed())
                    .extracting(ImagePattern::text)
                    .containsExactly("docker.io");
            assertThat(second.client()).as("its way to registries is the same").isSameAs(first.client());
            write("registries: {plain.example: {plainHttp: true}}");
            RegistryAccess third = registries.get();
            assertThat(third.client()).isNotSameAs(second.client());
            assertThat(third.settings().client().plainHttp()).containsExactly("plain.example");
            assertThat(third.settings().rules(TenantName.DEFAULT)).isEqualTo(ImageRules.OPEN);
        }
    }

    @Test
    void a_mistake_lets_nobody_through_until_it_is_mended() throws IOException {
        try (Registries registries = open()) {
            write("tenants: {default: {allow: [docker.io]}}");
            assertThatThrownBy(registries::get)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("allow");
            write("tenants: {default: {allowed: [docker.io]}}");
            assertThat(registries.get().settings().tenants()).hasSize(1);
        }
        write("nonsense: 1");
        assertThatThrownBy(this::open).isInstanceOf(SettingsException.class).hasMessageContaining("nonsense");
    }
}
