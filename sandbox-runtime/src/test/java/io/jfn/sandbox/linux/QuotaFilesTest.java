// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ResourceLimits;
import io.jfn.sandbox.linux.cgroup.CgroupTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaFilesTest {
    @TempDir
    Path folder;

    /** What a launch writes, by path: each write follows the opening of its file. */
    private Map<String, String> written() {
        try (var node = new FakeNode(folder, CgroupTree.v1(folder.resolve("c")), LaunchPlan.FULL)) {
            node.runtime.make().start(FakeNode.claim());
            var files = new HashMap<String, String>();
            String path = "";
            for (var call : node.calls.calls()) {
                if (call.onThread("sandbox ") && call.name().equals("open")) {
                    path = call.object();
                } else if (call.onThread("sandbox ") && call.name().equals("write")) {
                    files.put(path, new String((byte[]) call.arguments().get(1), StandardCharsets.UTF_8));
                }
            }
            return files;
        }
    }

    @Test
    void they_tell_the_quota_and_not_the_machine() {
        var files = written();
        assertThat(files.get("quota/meminfo"))
                .contains("MemTotal:       65536 kB\n")
                .contains("MemAvailable:   65536 kB\n")
                .contains("SwapTotal:      0 kB\n");
        assertThat(files.get("quota/cpuinfo")).isEqualTo("processor\t: 0\nmodel name\t: Made Up\n\n");
        assertThat(files.get("quota/stat").lines().filter(line -> line.matches("cpu\\d.*")))
                .hasSize(1);
        assertThat(files.get("quota/stat")).contains("btime 0\n").contains("intr 0\n");
        assertThat(files.get("quota/uptime")).isEqualTo("0.00 0.00\n");
        assertThat(files.get("quota/loadavg")).isEqualTo("0.00 0.00 0.00 1/1 1\n");
        assertThat(files.get("quota/version")).startsWith("Linux version ").doesNotContain("#");
        assertThat(files.get("upper/etc/hosts")).isEqualTo("127.0.0.1 localhost\n127.0.0.1 fake-host\n");
        assertThat(files.get("upper/etc/hostname")).isEqualTo("fake-host\n");
        assertThat(files.get("upper/etc/passwd"))
                .matches("(?s).*\nfunction:x:(\\d+):\\1:function:/tmp:/sbin/nologin\n");
    }

    @ParameterizedTest
    @CsvSource({"10, 8, 1", "1000, 8, 1", "1001, 8, 2", "2500, 8, 3", "64000, 8, 8", "64000, 2, 2"})
    void cpus_are_the_quota_rounded_up_and_no_more_than_there_are(int millis, int machine, int expected) {
        assertThat(QuotaFiles.cpus(new ResourceLimits(16 * ResourceLimits.MIB, millis, 1, 0), machine))
                .isEqualTo(expected);
    }

    @Test
    void a_boot_id_is_a_sandboxs_own_and_the_same_each_time() {
        assertThat(QuotaFiles.bootId("a")).isEqualTo(QuotaFiles.bootId("a")).isNotEqualTo(QuotaFiles.bootId("b"));
        assertThat(new String(QuotaFiles.bootId("a"), StandardCharsets.US_ASCII))
                .matches("[0-9a-f-]{36}\n");
    }
}
