// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Errno;
import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.SyscallException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** S8: the only network device is {@code lo}, up; any port may be listened on. */
final class Loopback {
    private static final List<Setting> SETTINGS = List.of(
            new Setting("ipv6/conf/all/disable_ipv6", "1"),
            new Setting("ipv6/conf/default/disable_ipv6", "1"),
            new Setting("ipv4/ip_unprivileged_port_start", "0"),
            new Setting("ipv4/ping_group_range", "1 0"),
            new Setting("ipv4/conf/all/rp_filter", "1"),
            new Setting("ipv4/conf/all/accept_redirects", "0"),
            new Setting("ipv4/conf/all/route_localnet", "0"));

    private Loopback() {}

    static void raise(Launch launch) {
        // /proc/sys/net is that of the network of the thread that looks.
        SETTINGS.forEach(setting -> set(launch, setting));
        launch.kernel().raiseLoopback();
    }

    private static void set(Launch launch, Setting setting) {
        int file;
        try {
            file = launch.kernel().open(Flags.AT_FDCWD, "/proc/sys/net/" + setting.name, Flags.O_WRONLY, 0);
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT && setting.name.startsWith("ipv6/")) {
                return;
            }
            throw e;
        }
        try {
            launch.kernel().write(file, setting.value.getBytes(StandardCharsets.US_ASCII));
        } finally {
            launch.kernel().close(file);
        }
    }

    private record Setting(String name, String value) {}
}
