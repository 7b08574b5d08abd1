// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs tests in a process that is confined as the gateway is: an ordinary user, no capability, none to gain. */
public final class GatewayUser {
    private static final int UID = 64_019;
    private static final Pattern TOTALS =
            Pattern.compile("no privileges: ([0-9]+) passed, 0 failed, 0 not run\nexit code 0$");

    private GatewayUser() {}

    /** To become another user needs root: without it these runs are listed as not run. */
    public static boolean isPossible() throws IOException {
        return Privileges.isRoot();
    }

    /**
     * Runs every test of some classes, named in full since most are seen by their package alone, and asserts that each passes.
     *
     * @param folder an empty one, for what they write and for copies of the class path: the build's may be closed to that user
     * @param atLeast how many tests they have at the least
     */
    public static void assertAllPass(Path folder, int atLeast, String... classes) throws Exception {
        for (String name : classes) {
            Class.forName(name);
        }
        String said = run(folder, classes);
        Matcher totals = TOTALS.matcher(said);
        assertThat(totals.find()).as(said).isTrue();
        assertThat(Integer.parseInt(totals.group(1))).as(said).isGreaterThanOrEqualTo(atLeast);
    }

    private static String run(Path folder, String... classes) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.setAttribute(work, "unix:uid", UID);
        List<String> command = new ArrayList<>(List.of(
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
                readableClassPath(folder),
                GatewayUserRun.class.getName()));
        command.addAll(List.of(classes));
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "exit code " + process.waitFor();
    }

    private static String readableClassPath(Path folder) throws IOException {
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
}
