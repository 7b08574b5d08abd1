// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestTest {
    @TempDir
    Path folder;

    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final FakeSandboxRuntime runtime = new FakeSandboxRuntime(descriptors);

    private Process start(SelfTestProgram program) throws Exception {
        var file = folder.resolve(program.fileName());
        Files.write(file, program.elf(System.getProperty("os.arch")));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return new ProcessBuilder(file.toString()).start();
    }

    @Test
    void the_kernel_runs_the_program_that_exits() throws Exception {
        assertThat(start(SelfTestProgram.EXIT).waitFor()).isZero();
    }

    @Test
    void the_kernel_runs_the_program_that_waits() throws Exception {
        var process = start(SelfTestProgram.WAIT);
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void another_kind_of_processor_is_named() {
        assertThatThrownBy(() -> SelfTestProgram.EXIT.elf("s390x")).hasMessageContaining("s390x");
    }

    @Test
    void a_sandbox_that_does_not_end_as_it_must_fails_it_and_nothing_is_left() {
        runtime.exitsWith = 3;
        var test = new SelfTest(runtime, folder, descriptors);
        assertThatThrownBy(() -> test.run(1)).hasMessageContaining("ended with 3");
        assertThat(runtime.alive()).isZero();
        assertThat(descriptors.open()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_good_runtime_passes_and_nothing_is_left() {
        runtime.exitsWith = 0;
        new SelfTest(runtime, folder, descriptors).run(2);
        assertThat(runtime.made).hasSize(4);
        assertThat(runtime.alive()).isZero();
        assertThat(descriptors.open()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
