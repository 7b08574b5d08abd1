// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.images.GatewayUser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Case C19 once more, as an ordinary user without capabilities. */
@EnabledIf(
        value = "io.jfn.images.GatewayUser#isPossible",
        disabledReason = "not run: to become another user needs root")
@Timeout(300)
class GatewayUserTest {
    @TempDir
    Path folder;

    @Test
    void c19_holds_for_an_ordinary_user() throws Exception {
        GatewayUser.assertAllPass(folder, 5, "io.jfn.cli.FunctionFileCasesTest");
    }
}
