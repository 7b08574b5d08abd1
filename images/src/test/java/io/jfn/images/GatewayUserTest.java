// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The cases once more, in a process that is confined as the gateway is: an ordinary user, no capability, none to gain. */
@EnabledIf(value = "isRoot", disabledReason = "not run: to become the gateway's user needs root")
@Timeout(300)
class GatewayUserTest {
    private static final int UID = 64_019;
    private static final List<Class<?>> CASES = List.of(
            UnpackCasesTest.class,
            BombCasesTest.class,
            ImageCasesTest.class,
            ContentImportTest.class,
            StoreQuotaTest.class);

    @TempDir
    Path folder;

    static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    @Test
    void the_cases_hold_for_the_gateways_user() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.setAttribute(work, "unix:uid", UID);
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + UID,
                        "--regid=" + UID,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        "--no-new-privs",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + work,
                        "-cp",
                        readableClassPath(),
                        Cases.class.getName())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).containsPattern("uid " + UID + ": [3-9][0-9] passed, 0 failed, 0 not run");
    }

    /** The build's own folders may be closed to the gateway's user, so it gets copies. */
    private String readableClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = folder.resolve("classes" + copies.size());
            if (Files.isDirectory(Path.of(entry))) {
                copyTree(Path.of(entry), copy);
            } else if (Files.exists(Path.of(entry))) {
                Files.copy(Path.of(entry), copy);
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    /** The process: runs the cases and says how they went. */
    static final class Cases {
        private Cases() {}

        public static void main(String[] args) throws IOException {
            var summary = new SummaryGeneratingListener();
            List<? extends DiscoverySelector> classes =
                    CASES.stream().map(one -> selectClass(one)).toList();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(classes)
                                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                                    .build(),
                            summary);
            summary.getSummary().printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 20);
            System.out.println("uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid") + ": "
                    + summary.getSummary().getTestsSucceededCount() + " passed, "
                    + summary.getSummary().getTotalFailureCount() + " failed, "
                    + summary.getSummary().getTestsSkippedCount() + " not run");
            System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
        }
    }
}
