// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.images.GatewayUser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Case C18, and C16 and C17 as a deploy meets them, once more as the gateway's user. */
@EnabledIf(
        value = "io.jfn.images.GatewayUser#isPossible",
        disabledReason = "not run: to become another user needs root")
@Timeout(300)
class GatewayUserTest {
    @TempDir
    Path folder;

    @Test
    void c16_to_c18_hold_for_the_gateways_user() throws Exception {
        GatewayUser.assertAllPass(
                folder, 15, "io.jfn.gateway.functions.DeployCasesTest", "io.jfn.gateway.images.NamedImagesTest");
    }
}
