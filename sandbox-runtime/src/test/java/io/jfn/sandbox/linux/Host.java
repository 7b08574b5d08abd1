// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What can be seen of sandboxes from this machine. */
final class Host {
    static final String NOT_RUN = "not run: sandboxes need root on x86_64 Linux, the probe gcc with a static C library";

    private Host() {}

    /** For {@code @EnabledIf}. */
    static boolean canRunSandboxes() {
        return "root".equals(System.getProperty("user.name"))
                && "amd64".equals(System.getProperty("os.arch"))
                && (Files.isExecutable(Path.of("/usr/bin/gcc")) || Probe.isCompiled());
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String file) {
        return HostFile.read(TestNode.KERNEL, file);
    }

    static String link(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names(Path folder) {
        var names = new ArrayList<String>();
        try (var all = Files.newDirectoryStream(folder)) {
            all.forEach(one -> names.add(one.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.sort(null);
        return names;
    }

    /** Everything that a sandbox may leave on the machine. */
    record Holdings(
            List<String> descriptors, List<String> mounts, List<String> cgroups, List<String> threads, long children) {
        static Holdings now() {
            return new Holdings(openDescriptors(), mountTable(), groups(), sandboxThreads(), kin());
        }

        private static List<String> openDescriptors() {
            var open = new ArrayList<String>();
            for (String one : names(Path.of("/proc/self/fd"))) {
                try {
                    String what = Files.readSymbolicLink(Path.of("/proc/self/fd", one))
                            .toString();
                    // The JVM opens archives of classes when it wants.
                    if (!what.endsWith(".jar") && !what.endsWith("/modules")) {
                        open.add(what.replaceFirst("\\[\\d+]", ""));
                    }
                } catch (NoSuchFileException e) {
                    assertGone(one); // the one with which we looked
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            open.sort(null);
            return open;
        }

        private static void assertGone(String descriptor) {
            assertThat(Path.of("/proc/self/fd", descriptor)).doesNotExist();
        }

        private static List<String> mountTable() {
            return read(Path.of("/proc/self/mountinfo")).lines().toList();
        }

        private static List<String> groups() {
            var groups = new ArrayList<String>();
            for (String hierarchy : TestNode.V2 ? List.of("") : names(TestNode.CGROUPS)) {
                Path root = TestNode.CGROUPS.resolve(hierarchy);
                if (Files.isDirectory(root)) {
                    for (String name : names(root)) {
                        if (name.startsWith(
                                "jfn-test-" + ProcessHandle.current().pid())) {
                            groups.add(hierarchy + "/" + name);
                            names(root.resolve(name)).stream()
                                    .filter(one ->
                                            Files.isDirectory(root.resolve(name).resolve(one)))
                                    .forEach(one -> groups.add(hierarchy + "/" + name + "/" + one));
                        }
                    }
                }
            }
            return groups;
        }

        static List<String> sandboxThreads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("sandbox ") || name.startsWith("jfn-"))
                    .sorted()
                    .toList();
        }

        private static long kin() {
            return ProcessHandle.current().children().count();
        }
    }
}
