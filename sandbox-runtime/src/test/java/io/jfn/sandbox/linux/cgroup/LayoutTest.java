// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
    @TempDir
    Path folder;

    @Test
    void a_layout_is_told_by_where_the_list_of_controllers_is() {
        assertThat(Layout.of(CgroupTree.v1(folder.resolve("1")).root)).isEqualTo(Layout.V1);
        assertThat(Layout.of(CgroupTree.v2(folder.resolve("2")).root)).isEqualTo(Layout.V2);
        assertThat(Layout.of(CgroupTree.hybrid(folder.resolve("3")).root)).isEqualTo(Layout.HYBRID);
    }
}
