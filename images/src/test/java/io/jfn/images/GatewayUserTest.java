// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Cases C1 to C17 once more, as the gateway's user; C18 and C19 are in the modules that they belong to. */
@EnabledIf(
        value = "io.jfn.images.GatewayUser#isPossible",
        disabledReason = "not run: to become the gateway's user needs root")
@Timeout(300)
class GatewayUserTest {
    @TempDir
    Path folder;

    @Test
    void the_control_finds_every_privilege_of_root() throws IOException {
        assertThat(Privileges.found())
                .contains("user 0", "CapEff", "NoNewPrivs", "opens closed files", "gives files away");
    }

    @Test
    void c1_to_c12_hold_for_the_gateways_user() throws Exception {
        GatewayUser.assertAllPass(
                folder,
                30,
                "io.jfn.images.UnpackCasesTest",
                "io.jfn.images.BombCasesTest",
                "io.jfn.images.ContentImportTest",
                "io.jfn.images.StoreQuotaTest");
    }

    @Test
    void c13_to_c17_hold_for_the_gateways_user() throws Exception {
        GatewayUser.assertAllPass(
                folder,
                100,
                "io.jfn.images.ImageCasesTest",
                "io.jfn.images.registry.HostileRegistryTest",
                "io.jfn.images.registry.AuthTest",
                "io.jfn.images.registry.AddressKindTest",
                "io.jfn.images.registry.TlsTest",
                "io.jfn.images.policy.ImageRulesTest",
                "io.jfn.images.policy.TrustedKeyTest");
    }
}
